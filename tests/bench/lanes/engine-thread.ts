import "../../../web_template/src/engine/runtimes/wasm/thread";
