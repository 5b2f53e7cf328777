// The first and smallest file: it asks for what the inbox shows while the code that shows it is on its way.
import './app.css'
import { askEarly } from './lib/early'
import { chosenLanguage, textsOf } from './lib/language'

askEarly()
void textsOf(chosenLanguage()).catch(() => undefined)
void import('./show').then(({ show }) => show())
