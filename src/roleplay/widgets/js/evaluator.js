// The evaluator's app: what is to be marked, an attempt on the desk, calibration, stations, the rules of a cohort.
import { deskBar } from "./desk_parts.js";
import { problemScreen } from "./progress.js";
import { raise } from "./stage.js";

const APP = {
  screens: {
    problem: problemScreen,
  },
  bar: deskBar,
};

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
