/** Proof of work: the API may ask for it before a session, so that a robot pays for thousands of them. */

import { ApiError } from "./http";
import { part } from "./parts";

/** How often a request is made again with another proof: an address may change, and a challenge end, in between. */
const ATTEMPTS = 2;

/** Makes a request, and again with a proof of work if it is asked for one. */
export async function proven<T>(ask: (proof: { proofOfWork?: string }) => Promise<T>): Promise<T> {
  let proof = {};
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask(proof);
    } catch (failure) {
      if (!(failure instanceof ApiError) || !failure.challenge || attempt === ATTEMPTS) throw failure;
      const { prove } = await part("proof");
      proof = { proofOfWork: await prove(failure.challenge) };
    }
  }
}
