// Takes the same ways through the same story: `node play.mjs STORY.json WAYS.json`. Prints microseconds and texts as JSON.
import { readFileSync } from "node:fs";
import { Story } from "inkjs";

const [storyFile, waysFile] = process.argv.slice(2);
const story = new Story(readFileSync(storyFile, "utf8"));
const { ways, rounds } = JSON.parse(readFileSync(waysFile, "utf8"));
const choices = ways.reduce((sum, way) => sum + way.length, 0);

function rewind() {
  story.ResetState();
  story.ContinueMaximally();
}

function advance(way) {
  for (const index of way) {
    story.ChooseChoiceIndex(index);
    story.ContinueMaximally();
  }
}

function play(way) {
  const texts = [];
  for (const index of way) {
    story.ChooseChoiceIndex(index);
    texts.push(...story.ContinueMaximally().split("\n").filter(Boolean));
    texts.push(...story.currentChoices.map((choice) => choice.text));
  }
  return texts;
}

/** Microseconds a choice, over all ways; what comes before each is not counted. */
function timed(work) {
  let spent = 0n;
  for (const way of ways) {
    rewind();
    const start = process.hrtime.bigint();
    work(way);
    spent += process.hrtime.bigint() - start;
  }
  return Number(spent) / 1000 / choices;
}

const texts = ways.map((way) => (rewind(), play(way)));
timed(play); // so that the compiler has seen it before anything is counted
const took = Array.from({ length: rounds }, () => [timed(advance), timed(play)]);
console.log(JSON.stringify({ took, texts }));
