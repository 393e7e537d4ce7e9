import { mustRun } from './command.ts';
import { Line } from './line.ts';
import { addNamespace, namespaceName, runOf } from './network-namespace.ts';
import { wansimProgram } from './wansim-program.ts';

/** The one address by which every pole reaches the centre, whichever line it is behind. */
export const CENTRE_ADDRESS = '10.76.0.1';

/** A centre and any number of poles, each behind a line of its own. Runs inside the centre; see `insideCentre`. */
export class Wan {
  readonly #centre: string;
  readonly #program: string;
  readonly #lines: Line[] = [];

  private constructor(centre: string, program: string) {
    this.#centre = centre;
    this.#program = program;
  }

  /** `centre`: name of the centre's namespace. */
  static async open(centre: string): Promise<Wan> {
    const wan = new Wan(centre, await wansimProgram());
    await mustRun('ip', ['-n', centre, 'addr', 'replace', `${CENTRE_ADDRESS}/32`, 'dev', 'lo']);
    return wan;
  }

  /** A new pole's namespace and its line, faultless so far. */
  async addLine(label: string): Promise<Line> {
    const pole = namespaceName(runOf(this.#centre) ?? process.pid, label);
    await addNamespace(pole);
    const line = new Line(this.#program, { centre: this.#centre, pole, number: this.#lines.length });
    this.#lines.push(line);
    await line.start();
    return line;
  }

  /** Takes the lines away; the namespaces go with the run. Twice is fine. */
  async close(): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.close()));
  }
}
