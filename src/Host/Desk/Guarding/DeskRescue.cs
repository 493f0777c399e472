using Rialto.Adapters.Orders;
using Rialto.Host.Desk.Gateways;
using Rialto.Host.Desk.Keys;
using Rialto.Journal.Feeds;

namespace Rialto.Host.Desk.Guarding;

/// <summary>What came of acting for a desk at one of its venues.</summary>
/// <param name="Venue">Its name.</param>
/// <param name="By">How: <c>gateway</c> or <c>keys</c>.</param>
/// <param name="Outcome">What.</param>
/// <param name="IsHeld">Its gateway has taken the order to cancel, and places nothing more for this life of the desk.</param>
internal readonly record struct RescueResult(string Venue, string By, CancelOutcome Outcome, bool IsHeld = false);

/// <summary>Cancels everything of a desk that cannot do it itself: by its gateways, which also hold it, or with its keys. All venues at once; one that fails holds up no other.</summary>
internal static class DeskRescue
{
    /// <summary>Cancels everything, and says for each venue what is certain.</summary>
    /// <param name="trace">What the desk has left.</param>
    /// <param name="keys">Where keys are, for venues without a gateway; the desk's own place for them where null.</param>
    /// <param name="patience">How long a venue may take.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<IReadOnlyList<RescueResult>> CancelAsync(DeskTrace trace, VenueKeySettings keys, TimeSpan patience, CancellationToken stop) =>
        await Task.WhenAll(trace.Ways.Select(way => Task.Run(() => CancelAsync(trace, way, keys, patience, stop), CancellationToken.None)));

    private static async Task<RescueResult> CancelAsync(DeskTrace trace, DeskWay way, VenueKeySettings keys, TimeSpan patience, CancellationToken stop)
    {
        var (by, isHeld) = (way.Gateway is null ? "keys" : "gateway", false);
        try
        {
            if (!OrderVenues.TryFind(way.Venue, out var venue))
                return new RescueResult(way.Venue, by, CancelOutcome.Unknown($"there is no venue {way.Venue}"));
            if (way.Gateway is { } socket)
            {
                var outcome = GatewayGuardian.Cancel(socket, venue.Venue, trace.Desk, ListingRecords.Encode(trace.Listings), patience, out isHeld);

                // A gateway that is dead too: whoever has been given the key can still do it.
                if (outcome.IsCertain || keys.File is null)
                    return new RescueResult(way.Venue, by, outcome, isHeld);
                by = "keys";
            }

            return new RescueResult(way.Venue, by, await ByKeysAsync(trace, way, venue, keys, patience, stop), isHeld);
        }
        catch (Exception problem) when (problem is VenueKeyException or Tools.ToolException or ArgumentException)
        {
            return new RescueResult(way.Venue, by, CancelOutcome.Unknown(problem.Message), isHeld);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new RescueResult(way.Venue, by, CancelOutcome.Unknown(FormattableString.Invariant($"the venue did not answer within {patience.TotalSeconds:0} s")), isHeld);
        }
    }

    private static async Task<CancelOutcome> ByKeysAsync(DeskTrace trace, DeskWay way, OrderVenue venue, VenueKeySettings settings, TimeSpan patience, CancellationToken stop)
    {
        using var opened = VenueKeys.Open(settings.File is null && way.Keys is not null ? settings with { File = way.Keys } : settings, venue.Venue);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(patience);
        OrderCanceller? canceller = null;
        var options = new OrderSessionOptions { Desk = trace.Desk, NonceFolder = VenueKeys.NonceFolder };
        await using var account = new VenueAccount(
            VenueAddress.At(venue, way.Rest, way.Stream), opened.For(venue.Venue), trace.Listings, options, TimeProvider.System,
            (in report) => Volatile.Read(ref canceller)?.Take(in report));
        Volatile.Write(ref canceller, new OrderCanceller(account, TimeProvider.System));
        account.Start();
        return await canceller!.RunAsync(CancelScope.Everything, static () => true, limited.Token);
    }
}
