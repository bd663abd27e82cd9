// The trainee's app: library, brief, conversation, debrief, progress, modules and what belongs to them.
import { careBar, navBar } from "./care.js";
import { libraryScreen } from "./library.js";
import { briefScreen } from "./brief.js";
import { checkScreen } from "./check.js";
import { isElsewhere, moduleScreen, modulesScreen } from "./course.js";
import { chairScreen, drillScreen, refreshersScreen } from "./drill.js";
import { pageScreen } from "./pages.js";
import { playerScreen } from "./player.js";
import { debriefScreen } from "./debrief.js";
import { fellowScreen, openedScreen } from "./fellows.js";
import { problemScreen, progressScreen } from "./progress.js";
import { resultScreen } from "./results.js";
import { stationsScreen } from "./stations.js";
import { raise } from "./stage.js";

const APP = {
  screens: {
    library: libraryScreen,
    brief: briefScreen,
    player: playerScreen,
    debrief: debriefScreen,
    progress: progressScreen,
    problem: problemScreen,
    modules: modulesScreen,
    module: moduleScreen,
    check: checkScreen,
    refreshers: refreshersScreen,
    drill: drillScreen,
    chair: chairScreen,
    page: pageScreen,
    result: resultScreen,
    opened: openedScreen,
    fellow: fellowScreen,
    stations: stationsScreen,
  },
  bar: (ctx, screen, leave) => (screen.care ? careBar(ctx, screen, leave) : navBar(ctx, screen)),
  elsewhere: isElsewhere,
};

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
