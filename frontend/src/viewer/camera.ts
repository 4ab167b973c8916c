/** Where the picture is taken from: an orbit round the figure, fitted to everything it will do. */
import { Box3, MathUtils, PerspectiveCamera, Vector3 } from "three";

export type LookFrom = "front" | "side" | "back";

/** Azimuth in degrees: 0 is the person's right, 90 the front. */
const AZIMUTH: Readonly<Record<LookFrom, number>> = { front: 90, side: 0, back: -90 };
const ELEVATION = 9;
const EASE_PER_S = 9;

export class Orbit {
  readonly camera = new PerspectiveCamera(26, 1, 0.1, 30);
  azimuth = 40;
  elevation = 12;
  zoom = 1;
  private wanted = { azimuth: 40, elevation: 12 };
  private readonly box = new Box3();
  private points: readonly Vector3[] = [];
  /** Where the camera stood before it was told to fit other places, and how much of that is left. */
  private readonly last = { target: new Vector3(), distance: 0 };
  private readonly from = { target: new Vector3(), distance: 0 };
  private glide = 0;

  /** Fit these places into the picture from now on; `isSoft` gets there over a moment. */
  fit(points: readonly Vector3[], isSoft = false): void {
    this.points = points;
    this.box.setFromPoints([...points]);
    if (!isSoft || this.last.distance === 0) {
      this.glide = 0;
      return;
    }
    this.from.target.copy(this.last.target);
    this.from.distance = this.last.distance;
    this.glide = 1;
  }

  lookFrom(from: LookFrom, side: 1 | -1): void {
    this.turnTo(from === "side" ? (side > 0 ? 0 : 180) : AZIMUTH[from], ELEVATION);
  }

  turnTo(azimuth: number, elevation: number): void {
    const turns = Math.round((this.azimuth - azimuth) / 360);
    this.wanted = { azimuth: azimuth + turns * 360, elevation };
  }

  jump(azimuth: number, elevation: number): void {
    this.azimuth = azimuth;
    this.elevation = elevation;
    this.wanted = { azimuth, elevation };
  }

  turnBy(azimuth: number, elevation: number): void {
    const low = MathUtils.clamp(this.wanted.elevation + elevation, -4, 80);
    this.jump(this.wanted.azimuth + azimuth, low);
  }

  zoomBy(factor: number): void {
    this.zoom = MathUtils.clamp(this.zoom * factor, 0.7, 3.5);
  }

  /** Move on towards the wanted view; true while still on the way. */
  ease(seconds: number): boolean {
    const share = seconds <= 0 ? 1 : 1 - Math.exp(-EASE_PER_S * seconds);
    this.glide = this.glide * (1 - share) < 0.005 ? 0 : this.glide * (1 - share);
    this.azimuth += (this.wanted.azimuth - this.azimuth) * share;
    this.elevation += (this.wanted.elevation - this.elevation) * share;
    const isNear = Math.abs(this.wanted.azimuth - this.azimuth) + Math.abs(this.wanted.elevation - this.elevation) < 0.1;
    if (isNear) this.jump(this.wanted.azimuth, this.wanted.elevation);
    return !isNear || this.glide > 0;
  }

  /** Set the camera for a picture of this shape. */
  aim(aspect: number): PerspectiveCamera {
    const [az, el] = [MathUtils.degToRad(this.azimuth), MathUtils.degToRad(this.elevation)];
    const back = new Vector3(Math.sin(az) * Math.cos(el), Math.sin(el), Math.cos(az) * Math.cos(el));
    const right = new Vector3(Math.cos(az), 0, -Math.sin(az));
    const up = new Vector3().crossVectors(back, right);
    const target = this.box.getCenter(new Vector3());
    const tall = Math.tan(MathUtils.degToRad(this.camera.fov) / 2) * 0.88;
    const wide = tall * aspect;
    // two passes: centre what is seen from here, then stand back until all of it fits
    const seen = new Box3().setFromPoints(this.points.map((p) => new Vector3(p.clone().sub(target).dot(right), p.clone().sub(target).dot(up), 0)));
    const middle = seen.getCenter(new Vector3());
    target.addScaledVector(right, middle.x).addScaledVector(up, middle.y);
    let distance = 1;
    for (const point of this.points) {
      const at = point.clone().sub(target);
      const need = Math.max(Math.abs(at.dot(right)) / wide, Math.abs(at.dot(up)) / tall) + at.dot(back);
      distance = Math.max(distance, need);
    }
    if (this.glide > 0) {
      target.lerp(this.from.target, this.glide);
      distance += (this.from.distance - distance) * this.glide;
    }
    this.last.target.copy(target);
    this.last.distance = distance;
    this.camera.aspect = aspect;
    this.camera.position.copy(target).addScaledVector(back, distance / this.zoom);
    this.camera.lookAt(target);
    this.camera.updateProjectionMatrix();
    this.camera.updateMatrixWorld();
    return this.camera;
  }
}
