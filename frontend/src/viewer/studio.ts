/**
 * One renderer, one figure, one light for all views of a page.
 *
 * A browser allows few WebGL contexts, so every view is a plain canvas that the studio draws into: it poses
 * the figure for the view, takes the picture off screen, and copies it over.
 */
import {
  BufferAttribute, CircleGeometry, Color, DirectionalLight, Group, HemisphereLight, Mesh, MeshBasicMaterial, MeshStandardMaterial,
  type Object3D, PCFShadowMap, PerspectiveCamera, Scene, ShadowMaterial, SRGBColorSpace, Vector3, WebGLRenderer,
} from "three";
import type { BodyExport, Posture } from "./export";
import { Figure, unmade, type Look } from "./figure";
import { mix, readPalette, type Palette } from "./palette";

export interface Shot {
  canvas: HTMLCanvasElement;
  camera: PerspectiveCamera;
  posture: Posture;
  lift: number;
  isGrounded: boolean;
  look: Look;
  props: Object3D | null;
  /** Height of the ground under the mat. */
  ground: number;
  centre: Vector3;
  radius: number;
  /** How far it reaches along the ground. */
  spread: number;
}

export interface Stats {
  calls: number;
  triangles: number;
  geometries: number;
  textures: number;
}

const SHADOW_PX = 1024;

export class Studio {
  readonly figure: Figure;
  palette: Palette;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  protected readonly key = new DirectionalLight();
  protected readonly sky = new HemisphereLight();
  protected readonly fill = new DirectionalLight();
  private readonly ground = new Group();
  protected readonly shade = new ShadowMaterial();
  protected readonly disc: Mesh<CircleGeometry, MeshBasicMaterial>;
  /** Never seen: it keeps the shader of all that stands around a body, or each change of it would make that anew. */
  private readonly keeper = new Mesh(unmade(), new MeshStandardMaterial());
  private props: Object3D | null = null;
  private seen: Stats = { calls: 0, triangles: 0, geometries: 0, textures: 0 };

  /** Throws where the browser has no WebGL. */
  constructor(body: BodyExport, root: HTMLElement, isSmooth = true) {
    this.renderer = new WebGLRenderer({ alpha: true, antialias: isSmooth, powerPreference: "low-power" });
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.setPixelRatio(1);
    this.figure = new Figure(body);
    this.disc = new Mesh(discGeometry(), new MeshBasicMaterial({ vertexColors: true, transparent: true, depthWrite: false }));
    const floor = new Mesh(new CircleGeometry(6, 48), this.shade);
    floor.receiveShadow = true;
    floor.position.y = 0.001;
    for (const mesh of [this.disc, floor]) {
      mesh.renderOrder = -1;
      this.ground.add(mesh);
    }
    this.ground.rotation.x = -Math.PI / 2;
    for (const mesh of this.ground.children) mesh.position.set(0, 0, mesh.position.y);
    this.key.castShadow = true;
    this.key.shadow.mapSize.set(SHADOW_PX, SHADOW_PX);
    this.key.shadow.radius = 5;
    this.key.shadow.bias = -0.0004;
    this.key.shadow.normalBias = 0.02;
    this.keeper.visible = false;
    this.keeper.receiveShadow = true;
    this.scene.add(this.sky, this.key, this.key.target, this.fill, this.ground, this.figure.group, this.keeper);
    this.palette = readPalette(root);
    this.recolour(root);
  }

  /** All that the first picture needs: the browser takes in the shaders while the skin is made. */
  async getReady(): Promise<void> {
    const [{ renderer, scene }, camera] = [this, new PerspectiveCamera()];
    const canTell = renderer.extensions.has("KHR_parallel_shader_compile");
    const shaders = canTell ? renderer.compileAsync(scene, camera) : renderer.compile(scene, camera);
    await this.figure.grow();
    await shaders;
  }

  /** Read the page's colours again, after its theme changed. */
  recolour(root: HTMLElement): void {
    this.palette = readPalette(root);
    const { isDark, raised, paper, outline } = this.palette;
    const white = new Color(1, 1, 1);
    this.sky.color.copy(mix(white, raised, 0.4));
    this.sky.groundColor.copy(isDark ? mix(outline, paper, 0.5) : mix(paper, outline, 0.35));
    this.sky.intensity = isDark ? 1.8 : 1.7;
    this.key.color.copy(mix(white, isDark ? white : paper, 0.5));
    this.key.intensity = isDark ? 2.6 : 2.0;
    this.fill.color.copy(isDark ? outline : white);
    this.fill.intensity = isDark ? 0.9 : 0.8;
    this.shade.color.copy(this.palette.shade);
    this.shade.opacity = isDark ? 0.5 : 0.3;
    this.disc.material.color.copy(isDark ? raised.clone().multiplyScalar(1.5) : mix(paper, outline, 0.16));
    this.figure.colour(this.palette);
  }

  draw(shot: Shot): void {
    const { canvas } = shot;
    const [width, height] = [canvas.width, canvas.height];
    if (width < 2 || height < 2) return;
    this.figure.pose(shot.posture, shot.lift, shot.isGrounded);
    this.figure.show(shot.look, this.palette);
    this.setProps(shot.props);
    this.setLight(shot);
    this.makeRoom(width, height);
    this.renderer.setViewport(0, 0, width, height);
    this.renderer.setScissor(0, 0, width, height);
    this.renderer.setScissorTest(true);
    this.renderer.render(this.scene, shot.camera);
    const { render, memory } = this.renderer.info;
    this.seen = { calls: render.calls, triangles: render.triangles, geometries: memory.geometries, textures: memory.textures };
    const source = this.renderer.domElement;
    const paper = canvas.getContext("2d");
    paper?.clearRect(0, 0, width, height);
    paper?.drawImage(source, 0, source.height - height, width, height, 0, 0, width, height);
  }

  stats(): Stats {
    return this.seen;
  }

  dispose(): void {
    this.setProps(null);
    this.figure.dispose();
    this.disc.geometry.dispose();
    this.disc.material.dispose();
    for (const mesh of this.ground.children) (mesh as Mesh).geometry.dispose();
    this.shade.dispose();
    this.keeper.material.dispose();
    this.key.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  private setProps(props: Object3D | null): void {
    if (props === this.props) return;
    if (this.props) this.scene.remove(this.props);
    this.props = props;
    if (props) this.scene.add(props);
  }

  /** The key light stands over the camera's shoulder, so that every view is lit from its own front. */
  private setLight({ centre, radius, spread, camera, ground }: Shot): void {
    const towards = new Vector3().subVectors(camera.position, centre).setY(0).normalize();
    const right = new Vector3(towards.z, 0, -towards.x);
    this.key.target.position.copy(centre);
    this.key.position.copy(centre).addScaledVector(towards, radius * 1.7).addScaledVector(right, -radius * 0.85);
    this.key.position.y += radius * 3.2;
    this.key.target.updateMatrixWorld();
    const { camera: light } = this.key.shadow;
    const reach = radius * 1.25;
    Object.assign(light, { left: -reach, right: reach, top: reach, bottom: -reach, near: 0.1, far: radius * 8 });
    light.updateProjectionMatrix();
    this.fill.position.copy(towards).multiplyScalar(-2).addScaledVector(right, 2.2).setY(1.2);
    this.ground.position.set(centre.x, ground, centre.z);
    this.disc.scale.setScalar(spread + 0.45);
  }

  /** The off-screen picture only grows: changing its size for every view would cost more than drawing. */
  private makeRoom(width: number, height: number): void {
    const { width: w, height: h } = this.renderer.domElement;
    if (width > w || height > h) this.renderer.setSize(Math.max(width, w), Math.max(height, h), false);
  }
}

/** A soft pool of light on the ground that ends nowhere. */
function discGeometry(): CircleGeometry {
  const geometry = new CircleGeometry(1, 64);
  const colors = new Float32Array(geometry.getAttribute("position").count * 4).fill(1);
  for (let i = 7; i < colors.length; i += 4) colors[i] = 0;
  geometry.setAttribute("color", new BufferAttribute(colors, 4));
  return geometry;
}
