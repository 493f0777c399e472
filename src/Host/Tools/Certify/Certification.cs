using Rialto.Gateways.Faults;

namespace Rialto.Host.Tools.Certify;

/// <summary>Plays scenarios one after the other against whoever trades with the bot's key.</summary>
/// <param name="venue">The exchange.</param>
/// <param name="doors">At which doors faults happen.</param>
/// <param name="seconds">How long a scenario waits for its fault, and for a bot to come back.</param>
/// <param name="hasBotEnded">True once the bot's process has ended; false where it is none of ours.</param>
internal sealed class Certification(CertifyVenue venue, IReadOnlyCollection<FaultDoor> doors, double seconds, Func<bool> hasBotEnded)
{
    private const int PollMs = 50;

    // After what breaks a connection a bot needs a moment before the next scenario is about the next scenario.
    private const double RestSeconds = 2;

    // What was sent to the exchange that stopped never reaches the one that starts.
    private const int AwayMs = 500;

    /// <summary>Plays one; its verdict.</summary>
    public async Task<Verdict> PlayAsync(Scenario scenario, CancellationToken stop)
    {
        if (scenario.ProfileAt(doors) is not { } profile)
            return Verdict.NotExercised("The doors that are certified have no such fault.");
        if (hasBotEnded())
            return Verdict.NotExercised("The bot has ended before.");
        var (start, most) = (venue.Mode.Seconds, scenario.Seconds ?? seconds);
        venue.Mode.Play(profile);
        double? stopped = null;
        if (scenario.Restarts)
        {
            await venue.OrdersAsync();
            await venue.StopAsync();
            stopped = venue.Mode.Seconds;
            await Task.Delay(AwayMs, stop);
            await venue.StartAsync(stop);
        }

        var verdict = await WatchAsync(scenario, start, most, stopped, stop);
        venue.Mode.Play(FaultProfile.None);
        await Task.Delay(TimeSpan.FromSeconds(RestSeconds), stop);
        return verdict;
    }

    /// <summary>Waits until the bot is heard of; false where it was not in time, or has ended.</summary>
    public async Task<bool> ArrivesAsync(TimeSpan patience, CancellationToken stop)
    {
        for (var until = venue.Mode.Seconds + patience.TotalSeconds; venue.Mode.Seconds < until && !hasBotEnded(); await Task.Delay(PollMs, stop))
        {
            if (venue.Watch.SeenSince(0).Count > 0)
                return true;
        }

        return false;
    }

    private async Task<Verdict> WatchAsync(Scenario scenario, double start, double most, double? stopped, CancellationToken stop)
    {
        var (end, isFound) = (start + most, scenario.Faults.Count == 0);
        while (true)
        {
            await Task.Delay(PollMs, stop);
            if (!isFound && venue.Watch.InjectedSince(start) is { Count: > 0 } injected)
            {
                isFound = true;
                end = injected[0].Seconds + (scenario.ReactionSeconds > 0 ? scenario.ReactionSeconds : most);
            }

            var now = venue.Mode.Seconds;
            var isOver = now >= end || hasBotEnded();
            if (!isOver && !(scenario.EndsWhenPassed && isFound))
                continue;
            var verdict = scenario.Judge(new Observation(start, now, venue.Watch.SeenSince(start), venue.Watch.InjectedSince(start), await venue.OrdersAsync(), stopped));
            if (isOver || verdict.Outcome == Outcome.Passed)
                return hasBotEnded() && verdict.Outcome != Outcome.Failed ? Verdict.Failed("The bot ended in it.", verdict.Evidence) : verdict;
        }
    }
}
