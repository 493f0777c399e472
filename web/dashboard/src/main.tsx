import { render } from "preact";
import { App } from "./ui/App";
import { listenToKeys } from "./ui/shortcuts";
import { startScreen } from "./state/screen";
import { start } from "./state/store";
import "./style.css";

const root = document.getElementById("app");
if (root) {
  startScreen();
  start();
  listenToKeys();
  render(<App />, root);
}
