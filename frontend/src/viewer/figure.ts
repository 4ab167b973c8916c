/** The drawn person: skin, bones and muscles over one set of frames. One figure serves every view of a page. */
import {
  Bone, BufferAttribute, BufferGeometry, DynamicDrawUsage, Group, type Matrix4, Mesh, type MeshStandardMaterial, Skeleton, SkinnedMesh,
} from "three";
import type { BodyExport, Posture } from "./export";
import { Frames, mapFrames, type FrameMap } from "./frames";
import { Kinematics, type Placed } from "./kinematics";
import { boneMaterial, muscleMaterial, SkinMaterial } from "./materials";
import { Muscles } from "./muscles";
import type { Palette } from "./palette";
import { makeBones } from "./shape/bones";
import { bindPosture } from "./shape/person";
import { makeSkin } from "./shape/skin";
import { atOnce, inSlices } from "./shape/slices";

export interface Look {
  /** 1 whole skin, 0 bones and muscles with the skin's edge only. */
  skin: number;
  /** 0 to 1 each. */
  load: { lumbar: number; hip: number };
  /** Percent by group number. */
  activation: Float32Array;
}

export class Figure {
  readonly group = new Group();
  readonly frames: Frames;
  readonly map: FrameMap;
  private readonly kinematics: Kinematics;
  private readonly places: Placed[];
  private readonly bones: Bone[];
  private readonly skeleton: Skeleton;
  private readonly skin: SkinnedMesh<BufferGeometry, SkinMaterial>;
  private readonly bind: readonly Matrix4[];
  private isGrown = false;
  private inside: { bones: SkinnedMesh; muscles: Muscles; flesh: Mesh<BufferGeometry, MeshStandardMaterial> } | null = null;

  constructor(readonly body: BodyExport) {
    this.kinematics = new Kinematics(body);
    this.map = mapFrames(body);
    this.frames = new Frames(this.map);
    this.places = this.kinematics.newPlaces();
    this.frames.update(this.kinematics.place(bindPosture(body), this.places), false);
    this.bind = this.frames.matrices.map((matrix) => matrix.clone());
    this.bones = this.bind.map(() => Object.assign(new Bone(), { matrixAutoUpdate: false, matrixWorldAutoUpdate: false }));
    this.skeleton = new Skeleton(this.bones, this.bind.map((matrix) => matrix.clone().invert()));
    this.skin = new SkinnedMesh(unmade(), new SkinMaterial());
    this.wear(this.skin);
    this.skin.castShadow = true;
    this.skin.receiveShadow = true;
    this.skin.renderOrder = 2;
  }

  /** The skin is what takes time to make: softly, before the first picture, or at once by whoever draws. */
  async grow(): Promise<void> {
    const skin = await inSlices(makeSkin(this.body, this.map, this.bind));
    if (!this.isGrown) this.putOn(skin);
  }

  /** Take a posture; `lift` raises the whole figure (m). */
  pose(posture: Posture, lift: number, isGrounded: boolean): void {
    if (!this.isGrown) this.putOn(atOnce(makeSkin(this.body, this.map, this.bind)));
    this.kinematics.place(posture, this.places);
    for (const place of this.places) place.at.y += lift;
    this.frames.update(this.places, isGrounded);
    this.frames.matrices.forEach((matrix, index) => this.bones[index]?.matrixWorld.copy(matrix));
  }

  /** Where the parts are, without drawing: for framing the picture and for props. */
  placesOf(posture: Posture): Placed[] {
    return this.kinematics.place(posture);
  }

  show(look: Look, palette: Palette): void {
    const { painted } = this.skin.material;
    this.skin.material.setFade(look.skin);
    painted.load.value.set(Math.min(1, look.load.lumbar) * 0.92, Math.min(1, look.load.hip) * 0.92);
    const isOpen = look.skin < 0.98;
    if (isOpen) this.inside ??= this.makeInside(palette);
    if (!this.inside) return;
    this.inside.bones.visible = isOpen;
    this.inside.flesh.visible = isOpen;
    if (isOpen) this.inside.muscles.update(this.frames.placed, look.activation, palette);
  }

  colour(palette: Palette): void {
    this.skin.material.colour(palette);
    const bone = this.inside?.bones.material as MeshStandardMaterial | undefined;
    bone?.color.copy(palette.bone);
  }

  dispose(): void {
    this.skin.geometry.dispose();
    this.skin.material.dispose();
    this.skeleton.dispose();
    if (!this.inside) return;
    this.inside.bones.geometry.dispose();
    (this.inside.bones.material as MeshStandardMaterial).dispose();
    this.inside.muscles.geometry.dispose();
    this.inside.flesh.material.dispose();
  }

  private putOn(skin: BufferGeometry): void {
    this.isGrown = true;
    this.skin.geometry = skin;
  }

  private makeInside(palette: Palette): NonNullable<Figure["inside"]> {
    const bones = new SkinnedMesh(makeBones(this.body, this.map, this.bind), boneMaterial());
    bones.material.color.copy(palette.bone);
    this.wear(bones);
    const muscles = new Muscles(this.body);
    for (const name of ["position", "normal", "color"]) {
      (muscles.geometry.getAttribute(name) as unknown as { usage: number }).usage = DynamicDrawUsage;
    }
    const flesh = new Mesh(muscles.geometry, muscleMaterial());
    flesh.frustumCulled = false;
    this.group.add(flesh);
    return { bones, muscles, flesh };
  }

  private wear(mesh: SkinnedMesh): void {
    mesh.frustumCulled = false;
    mesh.bind(this.skeleton, mesh.matrixWorld);
    this.group.add(mesh);
  }
}

/** Nothing yet, but with what a shader asks of a geometry: so it can be made before there is anything to draw. */
export function unmade(): BufferGeometry {
  const geometry = new BufferGeometry();
  for (const name of ["position", "normal"]) geometry.setAttribute(name, new BufferAttribute(new Float32Array(), 3));
  return geometry;
}
