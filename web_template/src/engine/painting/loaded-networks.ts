// The networks of a set that are loaded on the current backend.

import { type CurrentBackend, loadStyleNetwork, loadTransformer } from "../backends/load";
import type { Call } from "../base/call";
import { downloadNetwork } from "../networks/download-networks";
import type { LocatedSet, NetworkFiles } from "../networks/set";
import type { StyleNetwork } from "../networks/style-network";
import type { Transformer } from "../networks/transformer";

type Artifacts = Awaited<ReturnType<typeof downloadNetwork>>;

/** Downloads networks when they are first needed, and loads them again on another backend. */
export class LoadedNetworks {
  readonly located: LocatedSet;
  readonly #backends: CurrentBackend;
  readonly #artifacts = new Map<string, Artifacts>();
  readonly #transformers = new Map<string, Transformer>();
  #styleNetwork: StyleNetwork | undefined;

  /** @param backends has the backend to load on, which may change */
  constructor(located: LocatedSet, backends: CurrentBackend) {
    this.located = located;
    this.#backends = backends;
  }

  /** Takes over a transformer that is loaded already. */
  add(name: string, transformer: Transformer, artifacts: Artifacts): void {
    this.#transformers.set(name, transformer);
    this.#artifacts.set(name, artifacts);
  }

  /** A transformer that is loaded. */
  loaded(name: string): Transformer | undefined {
    return this.#transformers.get(name);
  }

  async transformer(name: string, call: Call): Promise<Transformer> {
    const known = this.#transformers.get(name);
    if (known) return known;
    const { set } = this.located;
    const files = set.transformers[name];
    if (!files) throw new Error(`The set ${set.name} has no transformer ${name}.`);
    const artifacts = await this.#downloaded(name, files, call);
    const source = { files, artifacts, vectorSize: set.vectorSize };
    const transformer = await loadTransformer(source, this.#backends, call);
    this.#transformers.set(name, transformer);
    return transformer;
  }

  async styleNetwork(call: Call): Promise<StyleNetwork> {
    if (!this.#styleNetwork) {
      const { style: files } = this.located.set;
      const artifacts = await this.#downloaded("style", files, call);
      this.#styleNetwork = await loadStyleNetwork({ files, artifacts }, this.#backends, call);
    }
    return this.#styleNetwork;
  }

  /** Drops everything that lay on a backend which is gone. */
  forget(): void {
    this.#transformers.clear();
    this.#styleNetwork = undefined;
  }

  dispose(): void {
    for (const transformer of this.#transformers.values()) transformer.dispose();
    this.#styleNetwork?.dispose();
    this.forget();
  }

  async #downloaded(role: string, files: NetworkFiles, call: Call): Promise<Artifacts> {
    const known = this.#artifacts.get(role);
    if (known) return known;
    const artifacts = await downloadNetwork(this.located.folder, files, call);
    this.#artifacts.set(role, artifacts);
    return artifacts;
  }
}
