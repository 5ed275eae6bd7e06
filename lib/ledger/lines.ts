/** Works that name the same line are done one after another, in the order in which they were asked for; all others at once. */
export class Lines {
  readonly #last = new Map<string, Promise<unknown>>()

  inTurn<T>(line: string | undefined, work: () => Promise<T>): Promise<T> {
    if (line === undefined) return work()
    const ahead = this.#last.get(line)
    const running = ahead ? ahead.then(work, work) : work()
    this.#last.set(line, running)
    const end = () => {
      if (this.#last.get(line) === running) this.#last.delete(line)
    }
    running.then(end, end)
    return running
  }
}
