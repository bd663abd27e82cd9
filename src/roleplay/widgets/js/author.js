// The author's app: the library of files, one file, its preview, its map.
import { problemScreen } from "./progress.js";
import { authorBar } from "./author_parts.js";
import { authorReadingScreen } from "./author_reading.js";
import { authorLibraryScreen } from "./author_library.js";
import { authorFileScreen } from "./author_file.js";
import { authorPreviewScreen } from "./author_preview.js";
import { authorMapScreen } from "./author_map.js";
import { raise } from "./stage.js";

const APP = {
  screens: {
    "author-reading": authorReadingScreen,
    "author-library": authorLibraryScreen,
    "author-file": authorFileScreen,
    "author-preview": authorPreviewScreen,
    "author-map": authorMapScreen,
    problem: problemScreen,
  },
  bar: authorBar,
};

export default {
  render({ model, el: host }) {
    return raise(model, host, APP);
  },
};
