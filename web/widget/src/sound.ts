/** Two short tones. Browsers play them only after the visitor has interacted with the page. */

let context: AudioContext | null = null;

export function beep(): void {
  const activation = (navigator as { userActivation?: { hasBeenActive: boolean } }).userActivation;
  if (activation && !activation.hasBeenActive) return;
  try {
    context ??= new AudioContext();
    void context.resume();
    const begin = context.currentTime + 0.02;
    tone(context, 660, begin);
    tone(context, 880, begin + 0.12);
  } catch {
    // audio is not available
  }
}

function tone(audio: AudioContext, frequency: number, at: number): void {
  const [oscillator, volume] = [audio.createOscillator(), audio.createGain()];
  oscillator.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.32);
}
