// Loads transformers on a running backend.

import { failure } from "../../api/errors";
import type { Call } from "../base/call";
import { lazyImport } from "../base/lazy";
import type { Transformer, TransformerSource } from "../networks/transformer";
import type { RunningBackend } from "./backend";

/**
 * Loads a transformer: on the backend's own runtime, or on TensorFlow.js where that cannot run it.
 *
 * @throws StylizerError "no-backend"
 */
export async function loadTransformer(
  source: TransformerSource,
  backend: RunningBackend | undefined,
  call: Call,
): Promise<Transformer> {
  const own = backend?.transformer?.(source);
  if (own) return own;
  const { files, artifacts } = source;
  await needTensorflow(backend, call);
  if (files.program) {
    const { ProgramTransformer } = await lazyImport(
      () => import("../runtimes/tensorflow/program-transformer"),
    );
    return new ProgramTransformer(files, files.program, artifacts);
  }
  const { GraphTransformer } = await lazyImport(
    () => import("../runtimes/tensorflow/graph-transformer"),
  );
  return await GraphTransformer.load(files, artifacts);
}

/**
 * Has TensorFlow.js work on a backend, where it is only downloaded when it is needed.
 *
 * @throws StylizerError "no-backend"
 */
export async function needTensorflow(
  backend: RunningBackend | undefined,
  call: Call,
): Promise<void> {
  if (await backend?.tensorflow(call)) return;
  throw failure("backend_none");
}
