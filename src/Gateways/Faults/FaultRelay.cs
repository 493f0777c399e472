using System.Net.Sockets;
using Rialto.Gateways.Native;

namespace Rialto.Gateways.Faults;

/// <summary>
/// The edge of a door of plain sockets: stands between a client's socket and its session's, message by message, and so costs two more hops through the kernel, as TLS does.
/// <code>
/// client ── outer socket ── relay ── inner pair of sockets on loopback ── session
/// </code>
/// A stream keeps its order: what comes late makes everything behind it wait.
/// </summary>
internal sealed class FaultRelay(FaultMode mode, FaultDoor door, IFrames frames, Action<Socket, string, bool> admit)
{
    private static readonly FaultKinds Outwards = FaultKinds.Of(
        FaultKind.AckDropped, FaultKind.AckLate, FaultKind.FillDuplicated, FaultKind.FillDelayed, FaultKind.Silent, FaultKind.StreamGap, FaultKind.Truncated, FaultKind.SlowSnapshot, FaultKind.ConnectionKilled);

    private static readonly TimeSpan PairPatience = TimeSpan.FromSeconds(10);

    /// <summary>Takes a client's socket and hands on the inner one; as <see cref="TcpDoor"/>'s admit.</summary>
    public void Admit(Socket outer, string address, bool isConfidential) => _ = RunAsync(outer, address, isConfidential);

    private async Task RunAsync(Socket outer, string address, bool isConfidential)
    {
        await Task.Yield();
        using var client = outer;
        Socket session;
        Socket inner;
        try
        {
            using var patience = new CancellationTokenSource(PairPatience);
            (session, inner) = await TlsRelay.PairAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is SocketException or OperationCanceledException)
        {
            return;
        }

        session.NoDelay = true;
        var line = mode.Open(door, address.Contains(':', StringComparison.Ordinal) ? address[..address.LastIndexOf(':')] : address);
        using var pipe = new FaultyPipe(line, frames, client, inner, Outwards);
        mode.OnSeen(line, SeenKind.Connected, "a connection");
        admit(session, address, isConfidential);
        await pipe.RunAsync().ConfigureAwait(false);
        mode.OnSeen(line, SeenKind.Disconnected, "the connection ended");
    }
}
