export { run, scratchBytes, sharesOf } from "./run";
