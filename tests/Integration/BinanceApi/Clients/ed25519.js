'use strict';
// Makes an Ed25519 key pair as PEM files: private.pem and public.pem in RIALTO_FOLDER.
const { generateKeyPairSync } = require('node:crypto');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
writeFileSync(join(process.env.RIALTO_FOLDER, 'private.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
writeFileSync(join(process.env.RIALTO_FOLDER, 'public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
