// The evaluator's app: what is to be marked, an attempt on the desk, calibration, stations, the rules of a cohort.
import { makeScreen } from "./desk_anchor_make.js";
import { anchorScreen, calibrationScreen } from "./desk_calibration.js";
import { concernsScreen } from "./desk_concerns.js";
import { deskBar } from "./desk_parts.js";
import { queueScreen } from "./desk_queue.js";
import { rulesScreen } from "./desk_rules.js";
import { sheetScreen, shutScreen } from "./desk_sheet.js";
import { observeScreen, paperScreen } from "./desk_observe.js";
import { stationScreen, stationsScreen } from "./desk_stations.js";
import { problemScreen } from "./progress.js";
import { raise } from "./stage.js";

const APP = {
  screens: {
    problem: problemScreen,
    desk_sheet: sheetScreen,
    desk_shut: shutScreen,
    desk_stations: stationsScreen,
    desk_station: stationScreen,
    desk_observe: observeScreen,
    desk_paper: paperScreen,
    desk_queue: queueScreen,
    desk_rules: rulesScreen,
    desk_concerns: concernsScreen,
    desk_calibration: calibrationScreen,
    desk_anchor: anchorScreen,
    desk_anchor_make: makeScreen,
  },
  bar: deskBar,
};

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
