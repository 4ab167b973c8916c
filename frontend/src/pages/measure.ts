/** One home test with the phone: permission from the tap, a voice, a dial, a result to keep. */
import { evaluate } from "../measure/engine";
import { Course, type Step, type SideResult } from "../measure/course";
import { keepAll, newId, type Outcome, type Sent } from "../measure/keep";
import { readProtocol, say, type Protocol, type Side } from "../measure/protocol";
import { forEngine, type PlainRecording } from "../measure/recorder";
import { Runner, type Ended, type Trouble } from "../measure/runner";
import { askForSensor, mayHaveSensor, platformOf } from "../measure/sensor";
import { View, write } from "../measure/view";
import { Awake } from "../session/awake";
import { DeviceVoice } from "../session/voice";

class Page {
  private readonly view: View;
  private readonly awake = new Awake();
  private readonly voice: DeviceVoice;
  private readonly platform = platformOf(navigator.userAgent, navigator.maxTouchPoints);
  private course: Course;
  private runner: Runner | null = null;
  private ids = new Map<Side, string>();
  private doneAt = new Date();

  constructor(
    private readonly root: HTMLElement,
    private readonly protocol: Protocol,
  ) {
    this.view = new View(root, protocol);
    this.voice = new DeviceVoice(
      () => this.sound(),
      protocol.language,
      (isMute) => (this.view.find("[data-no-voice]").hidden = !isMute),
    );
    this.course = this.newCourse();
    this.listen();
    this.offer();
  }

  private offer(): void {
    const possible = mayHaveSensor();
    this.view.find("[data-with-phone]").hidden = !possible;
    const other = this.root.querySelector<HTMLElement>("[data-other-phone]");
    if (other) other.hidden = possible && matchMedia("(pointer: coarse)").matches;
    const typed = this.root.querySelector("[data-errors]") !== null;
    const byHand = this.view.find<HTMLDetailsElement>("[data-by-hand]");
    byHand.open = !possible || typed || byHand.contains(document.activeElement); // whoever types already goes on
  }

  private listen(): void {
    const on = (selector: string, act: () => void): void => {
      this.view.find(selector).addEventListener("click", act);
    };
    on("[data-start]", () => void this.begin());
    on("[data-next]", () => void this.runTask());
    on("[data-retry]", () => void this.begin());
    on("[data-enough]", () => this.showResult());
    on("[data-ready]", () => this.runner?.hurry());
    on("[data-stop]", () => this.runner?.stop("stopped"));
    on("[data-hurts]", () => this.runner?.stop("hurts"));
    on("[data-again]", () => this.again());
    on("[data-to-hand]", () => this.toHand());
    on("[data-keep-stop]", () => void this.keepStop());
    this.view.find<HTMLFormElement>("[data-keep]").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.keep();
    });
  }

  private newCourse(): Course {
    return new Course(this.protocol, (recordings, side) => this.evaluate(recordings, side));
  }

  private evaluate(recordings: readonly PlainRecording[], side: Side) {
    const [first, second] = recordings.map(forEngine);
    const options = { side: side === "" ? null : side, heightM: this.heightM() };
    if (first && second && this.protocol.measures === "bend") return evaluate("bend", first, { ...options, rib: second });
    return evaluate(this.protocol.measures, recordings.map(forEngine), options);
  }

  /** As it was told before the walk; a walk without it has no speed. */
  private heightM(): number | null {
    const field = this.root.querySelector<HTMLInputElement>("[data-height]");
    return field && field.value !== "" && field.validity.valid ? field.valueAsNumber / 100 : null;
  }

  /** From a tap: iOS asks for the sensor, and sound may start, only then. */
  private async begin(): Promise<void> {
    if (this.root.querySelector<HTMLInputElement>("[data-height]")?.reportValidity() === false) return;
    this.voice.beep("count");
    const permission = await askForSensor();
    if (permission === "granted") await this.runTask();
    else this.view.trouble(permission);
  }

  private async runTask(): Promise<void> {
    const task = this.course.task;
    const about = { placement: task.placement, side: task.side, platform: this.platform, device: deviceName() };
    this.view.place(task);
    const runner = new Runner(this.protocol, about, this.voice, this.awake, (face) => this.view.run(face));
    this.runner = runner;
    const ended = runner.run();
    this.view.pane("run");
    this.take(await ended);
  }

  private take(ended: Ended): void {
    this.runner = null;
    if ("trouble" in ended) {
      this.stopFor(ended.trouble);
      return;
    }
    const step = this.course.take(ended.recording);
    this.doneAt = new Date();
    this.tell(step);
    if (step.kind === "unclear") this.view.trouble("unclear", step.message);
    else if (step.kind === "finished") this.showResult();
    else {
      this.view.between(step);
      this.view.find("[data-enough]").hidden = !this.course.hasResult;
    }
  }

  private tell(step: Step): void {
    const words = step.kind === "go-on" ? step.why.replace("-", "_") : "done";
    this.voice.say(step.kind === "unclear" ? step.message : say(this.protocol, words));
  }

  private stopFor(trouble: Trouble): void {
    this.view.trouble(trouble);
    this.view.find("[data-retry]").hidden ||= trouble === "hurts";
  }

  private showResult(): void {
    if (!this.course.hasResult) this.view.pane("ready");
    else this.view.result(this.course.results, this.choices());
  }

  private again(): void {
    this.course = this.newCourse();
    this.ids = new Map();
    this.view.find<HTMLButtonElement>("[data-do-keep]").hidden = false;
    this.view.pane("ready");
  }

  private toHand(): void {
    this.view.pane("ready");
    const byHand = this.view.find<HTMLDetailsElement>("[data-by-hand]");
    byHand.open = true;
    byHand.querySelector<HTMLElement>("summary")?.focus();
    byHand.scrollIntoView({ block: "start" });
  }

  private async keep(): Promise<void> {
    const button = this.view.find<HTMLButtonElement>("[data-do-keep]");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const outcome = await keepAll(this.protocol, this.measurements(), this.who());
    button.removeAttribute("aria-disabled");
    button.hidden = outcome.kind === "kept" || outcome.kind === "waiting";
    this.told("sent", outcome);
  }

  private async keepStop(): Promise<void> {
    const side = this.course.task.side;
    const nothing: SideResult = { figures: {}, verdict: "fair", concerns: [], agree: true, recordings: [] };
    const sent = { ...this.measurement(side, nothing), stopped_by_pain: true };
    this.told("trouble-sent", await keepAll(this.protocol, [sent], this.who()));
    this.view.find("[data-keep-stop]").hidden = true;
  }

  private told(part: string, outcome: Outcome): void {
    const place = this.view.part(part);
    place.replaceChildren(...this.wordsFor(outcome));
    place.hidden = false;
  }

  private wordsFor(outcome: Outcome): (string | HTMLElement)[] {
    if (outcome.kind === "refused") return [outcome.detail || say(this.protocol, "not_sent")];
    if (outcome.kind === "waiting") return [say(this.protocol, "waiting")];
    if (outcome.kind === "not-sent") return [say(this.protocol, "not_sent")];
    const { is_new, told, next } = outcome.reply;
    const kept = say(this.protocol, is_new ? "kept" : "already");
    if (told === "nothing") return [kept];
    const link = document.createElement("a");
    link.href = next;
    write(link, say(this.protocol, told === "help" ? "help_first" : "result_new"));
    return [`${kept} `, link];
  }

  private measurements(): Sent[] {
    return [...this.course.results].map(([side, result]) => this.measurement(side, result));
  }

  private measurement(side: Side, result: SideResult): Sent {
    const withRecording = this.view.find<HTMLInputElement>("[data-keep-recording]").checked;
    const pain = this.view.find<HTMLSelectElement>("[data-pain]").value;
    const id = this.ids.get(side) ?? newId();
    this.ids.set(side, id);
    return {
      client_id: id,
      test: this.protocol.test,
      side,
      taken_at: this.doneAt.toISOString(),
      figures: result.figures,
      choices: this.choices(),
      verdict: result.verdict,
      concerns: result.concerns,
      pain: pain === "" ? null : Number(pain),
      stopped_by_pain: false,
      trials_agree: result.agree,
      device: deviceName(),
      recordings: withRecording ? result.recordings : [],
    };
  }

  private choices(): Record<string, string> {
    const fields = this.root.querySelectorAll<HTMLSelectElement>("[data-choice]");
    return Object.fromEntries([...fields].filter((field) => field.value).map((field) => [field.dataset["choice"] ?? "", field.value]));
  }

  private who(): Record<string, string> {
    const token = this.view.find<HTMLInputElement>("[data-keep] [name=csrfmiddlewaretoken]").value;
    return { "X-CSRFToken": token };
  }

  private sound(): { speak: boolean; beeps: boolean } {
    const on = this.view.find<HTMLInputElement>("[data-sound]").checked;
    return { speak: on, beeps: on };
  }
}

/** The kind of phone, as far as it says so itself; nothing that would tell one phone from another. */
function deviceName(): string {
  return /\(([^)]{0,80})/.exec(navigator.userAgent)?.[1]?.trim() ?? "";
}

const root = document.querySelector<HTMLElement>("[data-measure]");
if (root) new Page(root, readProtocol(root));
