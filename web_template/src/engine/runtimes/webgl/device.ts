// Computes by drawing: a thin layer over WebGL 2 that knows pictures, passes and nothing of networks.

import { isDrawnInSoftware } from "../../../shared/graphics";

/** A picture on the graphics card: layers of four channels each, [layers][height][width][4]. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  readonly layers: number;
  readonly texture: WebGLTexture;
  /** The framebuffers that draw into it, by first layer and number of layers. */
  readonly targets: Map<string, WebGLFramebuffer>;
}

/** A number, or several of them, that a pass is drawn with. */
export type Uniform =
  | { readonly ints: readonly number[] }
  | { readonly vectors: Float32Array }
  | { readonly surface: Surface };

/** One pass over a part of a surface's layers. */
export interface DrawCall {
  /** The fragment shader; passes of equal text share it. */
  readonly shader: string;
  readonly uniforms: Readonly<Record<string, Uniform>>;
  /** Contents of the shader's uniform block `Weights`. */
  readonly weights?: WebGLBuffer;
  readonly target: Surface;
  readonly firstLayer: number;
  readonly layers: number;
}

interface Linked {
  readonly program: WebGLProgram;
  readonly fragmentShader: WebGLShader;
  readonly locations: Map<string, WebGLUniformLocation | null>;
  /** Whether it was found to be linked. */
  isChecked: boolean;
}

const VERTEX_SHADER = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}`;

/** Milliseconds between two looks at whether the graphics card is done. */
const PATIENCE = 1;

/** Surfaces, shaders and passes of one WebGL context. */
export class WebglDevice {
  /**
   * Whether the processor draws. It looks up every number of a shader's weights for each pixel by
   * itself, unless their places are constants.
   */
  readonly isSoftware: boolean;
  /** Layers that one pass may draw. */
  readonly mostLayers: number;
  /** Bytes that a pass may take as weights. */
  readonly mostWeights: number;
  readonly #gl: WebGL2RenderingContext;
  readonly #linked = new Map<string, Linked>();
  readonly #spare = new Map<string, Surface[]>();
  #vertexShader: WebGLShader | undefined;
  #kind = "";

  /** @throws Error where the context cannot draw numbers of 32 bits */
  constructor(context: WebGL2RenderingContext, isSoftware = isDrawnInSoftware(context)) {
    if (!context.getExtension("EXT_color_buffer_float")) {
      throw new Error("This WebGL context does not draw numbers of 32 bits.");
    }
    this.#gl = context;
    this.isSoftware = isSoftware;
    this.mostLayers = Math.min(8, context.getParameter(context.MAX_DRAW_BUFFERS));
    this.mostWeights = context.getParameter(context.MAX_UNIFORM_BLOCK_SIZE);
  }

  /**
   * A surface of unknown contents.
   *
   * @throws RangeError where the graphics card has no room for it
   */
  surface(width: number, height: number, layers: number, bytes = false): Surface {
    const spare = this.#spare.get(keyOf(width, height, layers, bytes))?.pop();
    if (spare) return spare;
    const gl = this.#gl;
    const texture = this.#texture();
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, bytes ? gl.RGBA8 : gl.RGBA32F, width, height, layers);
    return this.#allocated({ width, height, layers, texture, targets: new Map() });
  }

  /** A surface of one layer from numbers, [height, width, 3]. */
  uploaded(values: Float32Array, width: number, height: number): Surface {
    const gl = this.#gl;
    const texture = this.#texture();
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    const size = [width, height, 1] as const;
    gl.texImage3D(gl.TEXTURE_2D_ARRAY, 0, gl.RGB32F, ...size, 0, gl.RGB, gl.FLOAT, values);
    return this.#allocated({ width, height, layers: 1, texture, targets: new Map() });
  }

  /** Numbers as the contents of a uniform block. */
  weights(values: Float32Array): WebGLBuffer {
    const gl = this.#gl;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, buffer);
    gl.bufferData(gl.UNIFORM_BUFFER, values, gl.STATIC_DRAW);
    return buffer;
  }

  forgetWeights(buffer: WebGLBuffer): void {
    this.#gl.deleteBuffer(buffer);
  }

  /** Keeps a surface for the next one of its size. */
  spare(surface: Surface, bytes = false): void {
    const { width, height, layers } = surface;
    const key = keyOf(width, height, layers, bytes);
    const known = this.#spare.get(key);
    if (known) known.push(surface);
    else this.#spare.set(key, [surface]);
  }

  /** Frees a surface. */
  free({ texture, targets }: Surface): void {
    for (const target of targets.values()) this.#gl.deleteFramebuffer(target);
    this.#gl.deleteTexture(texture);
  }

  /** Frees all surfaces that were kept. */
  freeSpares(): void {
    for (const surface of [...this.#spare.values()].flat()) this.free(surface);
    this.#spare.clear();
  }

  /** Frees surfaces that were kept by work of another kind: theirs have other sizes. */
  freeSparesOfOthers(kind: string): void {
    if (kind !== this.#kind) this.freeSpares();
    this.#kind = kind;
  }

  /**
   * Begins to compile shaders. Browsers do so beside each other and beside everything else, as long as
   * none of them is asked for.
   */
  prepare(shaders: Iterable<string>): void {
    for (const shader of shaders) this.#linking(shader);
  }

  draw({ shader, uniforms, weights, target, firstLayer, layers }: DrawCall): void {
    const gl = this.#gl;
    const linked = this.#program(shader);
    gl.useProgram(linked.program);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target(target, firstLayer, layers));
    gl.viewport(0, 0, target.width, target.height);
    if (weights) gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, weights);
    let unit = 0;
    for (const [name, uniform] of Object.entries(uniforms)) {
      const location = this.#location(linked, name);
      if ("surface" in uniform) {
        gl.activeTexture(gl.TEXTURE0 + unit);
        gl.bindTexture(gl.TEXTURE_2D_ARRAY, uniform.surface.texture);
        gl.uniform1i(location, unit++);
      } else if ("vectors" in uniform) gl.uniform4fv(location, uniform.vectors);
      else gl.uniform1iv(location, uniform.ints);
    }
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** The numbers of a surface's layers, [layers][height][width][4]. */
  numbers(surface: Surface): Float32Array {
    const gl = this.#gl;
    const { width, height, layers } = surface;
    const values = new Float32Array(width * height * 4 * layers);
    for (let layer = 0; layer < layers; layer++) {
      const offset = layer * width * height * 4;
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target(surface, layer, 1));
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, values, offset);
    }
    return values;
  }

  /** The bytes of a surface of bytes, [height, width, 4], once they are drawn. */
  async bytes(surface: Surface): Promise<Uint8Array> {
    const gl = this.#gl;
    const { width, height } = surface;
    const bytes = new Uint8Array(width * height * 4);
    const buffer = gl.createBuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#target(surface, 0, 1));
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, bytes.length, gl.STREAM_READ);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, 0);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    await this.#drawn();
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, bytes);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(buffer);
    return bytes;
  }

  /** Settles when everything asked for is drawn, or the context is lost. */
  async #drawn(): Promise<void> {
    const gl = this.#gl;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    while (fence && !gl.isContextLost()) {
      const status = gl.clientWaitSync(fence, 0, 0);
      if (status !== gl.TIMEOUT_EXPIRED) break;
      await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    }
    gl.deleteSync(fence);
  }

  #allocated(surface: Surface): Surface {
    const error = this.#gl.getError();
    if (error === this.#gl.NO_ERROR || this.#gl.isContextLost()) return surface;
    this.free(surface);
    const { width, height, layers } = surface;
    throw new RangeError(`The graphics card has no room for ${width} x ${height} x ${layers}.`);
  }

  #texture(): WebGLTexture {
    const gl = this.#gl;
    const texture = gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    return texture;
  }

  #target({ texture, targets }: Surface, firstLayer: number, layers: number): WebGLFramebuffer {
    const key = `${firstLayer} ${layers}`;
    const known = targets.get(key);
    if (known) return known;
    const gl = this.#gl;
    const target = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    const attachments = Array.from({ length: layers }, (_, i) => gl.COLOR_ATTACHMENT0 + i);
    for (const [i, attachment] of attachments.entries()) {
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, texture, 0, firstLayer + i);
    }
    gl.drawBuffers(attachments);
    targets.set(key, target);
    return target;
  }

  /** The program of a shader, once it is linked. */
  #program(shader: string): Linked {
    const linked = this.#linking(shader);
    if (!linked.isChecked) this.#check(linked);
    return linked;
  }

  #linking(shader: string): Linked {
    const known = this.#linked.get(shader);
    if (known) return known;
    const gl = this.#gl;
    this.#vertexShader ??= this.#compiling(gl.VERTEX_SHADER, VERTEX_SHADER);
    const program = gl.createProgram();
    const fragmentShader = this.#compiling(gl.FRAGMENT_SHADER, shader);
    gl.attachShader(program, this.#vertexShader);
    gl.attachShader(program, fragmentShader);
    gl.linkProgram(program);
    const linked = { program, fragmentShader, locations: new Map(), isChecked: false };
    this.#linked.set(shader, linked);
    return linked;
  }

  #compiling(type: GLenum, text: string): WebGLShader {
    const gl = this.#gl;
    const shader = gl.createShader(type) as WebGLShader;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    return shader;
  }

  #check(linked: Linked): void {
    const gl = this.#gl;
    const { program, fragmentShader } = linked;
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      const said = gl.getShaderInfoLog(fragmentShader) || gl.getProgramInfoLog(program);
      throw new Error(`A shader does not compile: ${said}`);
    }
    linked.isChecked = true;
  }

  #location({ program, locations }: Linked, name: string): WebGLUniformLocation | null {
    if (!locations.has(name)) locations.set(name, this.#gl.getUniformLocation(program, name));
    return locations.get(name) ?? null;
  }
}

function keyOf(width: number, height: number, layers: number, bytes: boolean): string {
  return `${width} ${height} ${layers} ${bytes}`;
}
