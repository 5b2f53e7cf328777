// A provider for one client, on this machine. Whoever signs in is who they say: with the name `vera` they are that
// subject, with the verified address vera@<domain>; with `mallory`, the address is somebody else's and not verified.
import { Provider } from 'oidc-provider'

const { PORT, DOMAIN, REDIRECT_URI } = process.env

const provider = new Provider(`http://localhost:${PORT}`, {
  clients: [{ client_id: 'connextlive', client_secret: 'a secret: & more', redirect_uris: [REDIRECT_URI] }],
  claims: { email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['of no other use'] },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `${id[0].toUpperCase()}${id.slice(1)} of the provider`, email: `${id === 'mallory' ? 'vera' : id}@${DOMAIN}`, email_verified: id !== 'mallory' }),
  }),
  pkce: { required: () => true },
})

provider.listen(Number(PORT), '127.0.0.1', () => console.log('ready'))
