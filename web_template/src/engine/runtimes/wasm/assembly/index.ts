export { run, scratchBytes, sharesOf } from "./dispatch";
