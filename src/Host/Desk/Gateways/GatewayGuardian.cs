using System.Net.Sockets;
using System.Text;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Keys;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Gateways;

/// <summary>Asks a gateway to hold a desk and cancel everything of it. No state; any thread; waits.</summary>
internal static class GatewayGuardian
{
    /// <summary>Asks, and waits for what came of it.</summary>
    /// <param name="path">The gateway's socket.</param>
    /// <param name="venue">The gateway's venue.</param>
    /// <param name="desk">The desk's name.</param>
    /// <param name="listings">What it trades, for a gateway that has forgotten (<see cref="Rialto.Journal.Feeds.ListingRecords"/>).</param>
    /// <param name="patience">How long.</param>
    /// <param name="isHeld">The gateway took it: it said Welcome, holds this life of the desk, and answered. Also where it is not certain what became of the orders.</param>
    public static CancelOutcome Cancel(string path, FeedVenue venue, string desk, byte[] listings, TimeSpan patience, out bool isHeld)
    {
        isHeld = false;
        try
        {
            if (!ClientOrderIds.IsDeskName(desk))
                return CancelOutcome.Unknown($"'{desk}' is no desk's name");
            using var connection = new GatewayConnection(GatewaySocket.Connect(path), patience) { ReadPatience = patience };
            connection.TrySend(GatewayFrameKind.Hello, new GatewayHello(GatewayRole.Guardian, venue, desk, DeskPresence.Instance, listings).Encode());
            if (!connection.TryRead(out var kind, out var content))
                return CancelOutcome.Unknown($"the gateway at {path} does not answer");
            if (kind == GatewayFrameKind.Refused)
                return CancelOutcome.Unknown(Encoding.UTF8.GetString(content));
            connection.TrySend(GatewayFrameKind.CancelEverything, []);
            if (connection.TryRead(out kind, out content) && kind == GatewayFrameKind.Outcome && CancelOutcome.Decode(content) is { } outcome)
            {
                isHeld = true;
                return outcome;
            }

            return CancelOutcome.Unknown(FormattableString.Invariant($"the gateway at {path} was told, and has not said within {patience.TotalSeconds:0} s what came of it"));
        }
        catch (Exception absent) when (absent is SocketException or VenueKeyException)
        {
            return CancelOutcome.Unknown($"no gateway at {path}: {absent.Message}");
        }
    }
}
