import { HomePage } from '#/features/home/HomePage';
import { FirstSteps } from '#/features/welcome/FirstSteps';

/** The home page, and above it what a new community should do first. */
export function HomeRoute() {
  return (
    <>
      <FirstSteps />
      <HomePage />
    </>
  );
}
