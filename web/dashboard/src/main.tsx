import { render } from "preact";
import { App } from "./ui/App";
import { listenToKeys } from "./ui/shortcuts";
import { startAccount } from "./state/account";
import { startAlgos } from "./state/algos";
import { startBaskets } from "./state/baskets";
import { startCases } from "./state/cases";
import { startHalts } from "./state/halts";
import { startIdentity } from "./state/identity";
import { startPositions } from "./state/positions";
import { startScreen } from "./state/screen";
import { start } from "./state/store";
import "./style.css";

const root = document.getElementById("app");
if (root) {
  startScreen();
  startAccount();
  startAlgos();
  startBaskets();
  startCases();
  startHalts();
  startIdentity();
  startPositions();
  start();
  listenToKeys();
  render(<App />, root);
}
