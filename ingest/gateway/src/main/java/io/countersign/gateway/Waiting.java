package io.countersign.gateway;

import io.countersign.gateway.ClientFrame.ToolCall;

/**
 * A call that needs an approval, with all that is needed to go on with it.
 *
 * @param frame the call as the client made it
 * @param open the same call on its way
 * @param question how it was asked
 * @param replies what the client may be told about it
 * @param client the way to the client meanwhile
 */
record Waiting(
    McpSession session,
    ToolCall frame,
    OpenCall open,
    Question question,
    Replies replies,
    ToClient client) {}
