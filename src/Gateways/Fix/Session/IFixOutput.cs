namespace Rialto.Gateways.Fix.Session;

/// <summary>Where a session machine leaves what it wants done: a connection's outbox, or a test's list. Called during the machine's calls; neither waits nor calls back.</summary>
internal interface IFixOutput
{
    /// <summary>A whole message to send, valid during the call only.</summary>
    void Write(ReadOnlySpan<byte> frame);

    /// <summary>Close the connection once what was written before is sent.</summary>
    void Disconnect(FixEnd reason);
}
