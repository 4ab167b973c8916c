/** The stuff the figure is made of: soft skin with clothes and loads painted on, bone, muscle. */
import { Color, MeshStandardMaterial, Vector2, type IUniform } from "three";
import type { Palette } from "./palette";

interface SkinUniforms {
  bare: IUniform<Color>;
  shirt: IUniform<Color>;
  shorts: IUniform<Color>;
  backColor: IUniform<Color>;
  hipColor: IUniform<Color>;
  /** Low back and hips, 0 to 1. */
  load: IUniform<Vector2>;
  fade: IUniform<number>;
  rim: IUniform<Color>;
}

const DECLARED = /* glsl */ `
varying vec4 vPaint;
uniform vec3 bare, shirt, shorts, backColor, hipColor, rim;
uniform vec2 load;
uniform float fade;
float past(float edge) { float soft = max(fwidth(edge), 1e-4); return smoothstep(-soft, soft, edge); }
`;
const PAINTED = /* glsl */ `
vec3 garment = mix(shorts, shirt, past(vPaint.y));
vec3 tone = mix(bare, garment, past(vPaint.x));
float seam = 1.0 - smoothstep(0.0, 0.006, abs(vPaint.x));
tone *= 1.0 - 0.06 * seam;
tone = mix(tone, hipColor, smoothstep(0.14, 0.62, vPaint.w) * load.y);
tone = mix(tone, backColor, smoothstep(0.14, 0.62, vPaint.z) * load.x);
diffuseColor.rgb = tone;
vec3 glow = hipColor * smoothstep(0.14, 0.62, vPaint.w) * load.y + backColor * smoothstep(0.14, 0.62, vPaint.z) * load.x;
`;
const FADED = /* glsl */ `
float facing = abs(dot(normalize(vViewPosition), normal));
float edge = pow(1.0 - facing, 2.5);
outgoingLight += rim * edge * 0.5 * fade + glow * 0.22;
diffuseColor.a = mix(0.06 + 0.5 * edge, 1.0, fade);
#include <opaque_fragment>
`;

export class SkinMaterial extends MeshStandardMaterial {
  readonly painted: SkinUniforms = {
    bare: { value: new Color() }, shirt: { value: new Color() }, shorts: { value: new Color() },
    backColor: { value: new Color() }, hipColor: { value: new Color() },
    load: { value: new Vector2() }, fade: { value: 1 }, rim: { value: new Color() },
  };

  constructor() {
    super({ roughness: 0.82, metalness: 0 });
    this.onBeforeCompile = (shader) => {
      Object.assign(shader.uniforms, this.painted);
      shader.vertexShader = shader.vertexShader
        .replace("#include <common>", "#include <common>\nattribute vec4 paint;\nvarying vec4 vPaint;")
        .replace("#include <begin_vertex>", "#include <begin_vertex>\nvPaint = paint;");
      shader.fragmentShader = shader.fragmentShader
        .replace("#include <common>", `#include <common>\n${DECLARED}`)
        .replace("#include <color_fragment>", PAINTED)
        .replace("#include <opaque_fragment>", FADED);
    };
  }

  colour(palette: Palette): void {
    const { painted } = this;
    painted.bare.value.copy(palette.skin);
    painted.shirt.value.copy(palette.shirt);
    painted.shorts.value.copy(palette.shorts);
    painted.backColor.value.copy(palette.lowBack);
    painted.hipColor.value.copy(palette.hips);
    painted.rim.value.copy(palette.isDark ? palette.outline : palette.raised).multiplyScalar(palette.isDark ? 0.5 : 0.35);
  }

  /** 1 is whole skin, 0 only its edge. */
  setFade(fade: number): void {
    const isWhole = fade > 0.98;
    this.painted.fade.value = isWhole ? 1 : fade;
    if (this.transparent === isWhole) {
      this.transparent = !isWhole;
      this.depthWrite = isWhole;
      this.needsUpdate = true;
    }
  }
}

export function boneMaterial(): MeshStandardMaterial {
  return new MeshStandardMaterial({ roughness: 0.7 });
}

export function muscleMaterial(): MeshStandardMaterial {
  return new MeshStandardMaterial({ roughness: 0.6, vertexColors: true });
}
