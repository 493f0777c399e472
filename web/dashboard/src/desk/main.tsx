import { render } from "preact";
import { startTheme } from "../state/theme";
import { start } from "./state";
import { App } from "./ui/App";
import "../style.css";
import "../feeds/feeds.css";
import "./desk.css";

const root = document.getElementById("app");
if (root) {
  startTheme();
  start();
  render(<App />, root);
}
