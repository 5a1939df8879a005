// What the upstream learns about the caller, as header values: whatever a header cannot carry, and `%` itself, is
// percent-encoded octet by octet, inside list elements `,` too.

// The last second that RFC 3339 and the other engines can write.
const LAST_SECOND = 253402207200;

// The header's value; null if it is to be absent.
function value(kind, field) {
    if (field === null) {
        return null;
    }
    switch (kind) {
    case 'text':
    case 'uuid':
        return encode(field, false);
    case 'int':
    case 'bool':
        return String(field);
    case 'time':
        return field > LAST_SECOND ? null : new Date(field * 1000).toISOString().slice(0, 19) + 'Z';
    case 'text_list':
    case 'roles':
        return field.map((element) => encode(element, true)).join(',');
    }
    throw new Error('unknown principal type: ' + kind);
}

function encode(text, inList) {
    const octets = Buffer.from(text);
    const encoded = [];
    for (let i = 0; i < octets.length; i++) {
        const octet = octets[i];
        if (octet < 0x21 || octet > 0x7e || octet === 0x25 || (inList && octet === 0x2c)) {
            encoded.push('%' + (octet < 16 ? '0' : '') + octet.toString(16).toUpperCase());
        } else {
            encoded.push(String.fromCharCode(octet));
        }
    }
    return encoded.join('');
}

// Sets the identity headers of the route's upstream; all others stay empty, which removes a client's own copies. nginx
// sends no header whose value is empty, so an empty value is sent as one space, which is the same on the wire.
function set(r, headers, principal) {
    if (principal === null) {
        return;
    }
    for (let i = 0; i < headers.length; i++) {
        const header = headers[i];
        const text = value(header.kind, principal.fields['=' + header.field]);
        if (text !== null) {
            r.variables['gw_identity_' + header.number] = text === '' ? ' ' : text;
        }
    }
}

export default { set };
