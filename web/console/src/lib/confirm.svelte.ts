type Question = { title: string; text: string; action: string; answer: (yes: boolean) => void }

class Confirmation {
  question = $state<Question | null>(null)

  ask(title: string, text: string, action: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.question = { title, text, action, answer: resolve }
    })
  }
  answer(yes: boolean): void {
    this.question?.answer(yes)
    this.question = null
  }
}

export const confirmation = new Confirmation()
/** Asks for confirmation before something that cannot be undone. */
export const confirmed = (title: string, text: string, action: string): Promise<boolean> => confirmation.ask(title, text, action)
