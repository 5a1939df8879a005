// Stage 10: `deny when` applies where its condition is true or unknown; `allow` needs true.

import condition from 'condition.js';
import refusal from 'refusal.js';

// Gives a refusal or null.
function authorize(route, context) {
    for (let i = 0; i < route.deny.length; i++) {
        if (condition.evaluate(route.deny[i], context) !== false) {
            return refusal.make(403, route.name + '/deny');
        }
    }
    for (let i = 0; i < route.allow.length; i++) {
        const clause = route.allow[i];
        if (isMeant(clause, context.principal) && (clause.when === null || condition.evaluate(clause.when, context) === true)) {
            return null;
        }
    }
    return refusal.make(403, route.name + '/allow');
}

function isMeant(clause, principal) {
    switch (clause.who) {
    case 'anyone':
        return true;
    case 'authenticated':
        return principal !== null;
    case 'role':
        return condition.hasRole(principal, clause.heldBy);
    }
    throw new Error('unknown clause: ' + clause.who);
}

export default { authorize };
