// The facilitator's app: planning workshops, leading them, the projector, and what is read afterwards.
import { consoleScreen } from "./hall_console.js";
import { hallBar } from "./hall_parts.js";
import { hallPlanScreen } from "./hall_plan.js";
import { hallHomeScreen } from "./hall_plan_home.js";
import { hallCardsScreen, hallGuideScreen } from "./hall_plan_paper.js";
import { hallReportScreen } from "./hall_report.js";
import { hallScreen } from "./hall_screen.js";
import { watchAskScreen, watchingScreen, watchResultScreen } from "./hall_watch.js";
import { watchScreen } from "./hall_watch_sheet.js";
import { problemScreen } from "./progress.js";
import { raise } from "./stage.js";

const APP = {
  screens: {
    problem: problemScreen,
    hall_home: hallHomeScreen,
    hall_plan: hallPlanScreen,
    hall_guide: hallGuideScreen,
    hall_cards: hallCardsScreen,
    hall_console: consoleScreen,
    hall_screen: hallScreen,
    hall_report: hallReportScreen,
    hall_watching: watchingScreen,
    hall_watch_ask: watchAskScreen,
    hall_watch: watchScreen,
    hall_watch_result: watchResultScreen,
  },
  bar: hallBar,
};

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
