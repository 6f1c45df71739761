import "../../../web_template/src/engine/simd-thread";
