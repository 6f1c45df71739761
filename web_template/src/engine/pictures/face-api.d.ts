// The files of face-api's tiny face detector that are bundled; its scripts are not used.

declare module "@vladmandic/face-api/model/tiny_face_detector_model.bin" {
  const bytes: Uint8Array;
  export default bytes;
}

declare module "@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json" {
  const manifest: readonly {
    readonly weights: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly quantization: { readonly scale: number; readonly min: number };
    }[];
  }[];
  export default manifest;
}
