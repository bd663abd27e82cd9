// The trainee's app: library, brief, conversation, debrief, progress.
import { careBar, navBar } from "./care.js";
import { libraryScreen } from "./library.js";
import { briefScreen } from "./brief.js";
import { playerScreen } from "./player.js";
import { debriefScreen } from "./debrief.js";
import { problemScreen, progressScreen } from "./progress.js";
import { raise } from "./stage.js";

const APP = {
  screens: {
    library: libraryScreen,
    brief: briefScreen,
    player: playerScreen,
    debrief: debriefScreen,
    progress: progressScreen,
    problem: problemScreen,
  },
  bar: (ctx, screen, leave) => (screen.care ? careBar(ctx, screen, leave) : navBar(ctx, screen)),
};

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
