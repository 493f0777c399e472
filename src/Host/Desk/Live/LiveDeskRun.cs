using System.Diagnostics;
using System.Globalization;
using Rialto.Host.Feeds.Replay;
using Rialto.Model.Units;
using Rialto.Runtime.Agents;
using Rialto.Trading;

namespace Rialto.Host.Desk.Live;

/// <summary>From the first turn to the last.</summary>
internal sealed partial class LiveDesk
{
    // Where a market in shared memory cannot wake, it is looked at so often; books that were asked for are, everywhere.
    private static readonly TimeSpan _nap = TimeSpan.FromMilliseconds(1);

    // What is not urgent waits for a moment in which nothing happens, and no longer than this.
    private static readonly TimeSpan _restEvery = TimeSpan.FromSeconds(1), _restAtLast = TimeSpan.FromSeconds(5);

    // A difference may be on its way: so many looks at the account decide.
    private const int RoundsMax = 3;

    private static readonly TimeSpan _cancelAgain = TimeSpan.FromSeconds(2);

    private IdleStrategy? _idle;

    /// <summary>Called after each turn, also where nothing was there: heartbeats, and what others look at. The desk's thread.</summary>
    public Action? Turned { get; set; }

    private long _restedAt;

    /// <summary>Runs until it is told to stop. The desk's thread.</summary>
    /// <param name="atRest">Called about once a second, in a quiet moment.</param>
    /// <param name="stop">Ends it, between two turns.</param>
    public void Run(Action atRest, CancellationToken stop)
    {
        using var woken = stop.Register(Wake.WakeIfParked);
        while (!stop.IsCancellationRequested)
            Step(atRest);
    }

    /// <summary>Ends in good order: strategies stop, their orders are cancelled, the account is looked at until both sides agree, the last check is written. The desk's thread.</summary>
    /// <param name="atRest">As while it ran.</param>
    /// <param name="atOnce">Ends it where it is.</param>
    /// <returns>What is not in order, in words; nothing where all is.</returns>
    public IReadOnlyList<string> End(Action atRest, CancellationToken atOnce)
    {
        using var woken = atOnce.Register(Wake.WakeIfParked);
        var began = Stopwatch.GetTimestamp();
        foreach (var strategy in Trader.Strategies.ToArray())
            Tell(new DeskCommand { Kind = DeskCommandKind.Stop, Time = _now, Strategy = strategy, Who = Text36.Of("end-of-run") });
        Commit();
        Send();
        var isCounting = false;
        while (!atOnce.IsCancellationRequested && Stopwatch.GetElapsedTime(began).TotalSeconds < Settings.Live.EndSeconds)
        {
            if (!isCounting && Trader.LiveOrders == 0)
            {
                isCounting = true;
                foreach (var link in _links)
                    link.BeginRounds();
            }

            if (isCounting && Array.TrueForAll(_links, link => link.Rounds >= RoundsMax || (link.Rounds > 0 && !DeskReport.Differences(this).Any())))
                break;
            Step(atRest);
        }

        Control.Close();
        Check();
        Commit();
        return [.. Unfinished(atOnce.IsCancellationRequested)];
    }

    /// <summary>
    /// The desk can decide nothing any more: its journal or its thread has failed. Cancels make no risk larger, so they go out without being written; what became of them is found out by the next
    /// start. Best effort, some seconds.
    /// </summary>
    public void CancelWithoutJournal()
    {
        var began = Stopwatch.GetTimestamp();
        var cancels = new LastCancels(this);
        cancels.Ask();
        var isAskedAgain = false;
        while (Stopwatch.GetElapsedTime(began) is var passed && passed < _spacePatience)
        {
            cancels.Hear();

            // Not all that was under way with the first had reached its venue before it.
            if (!isAskedAgain && passed > _cancelAgain)
            {
                isAskedAgain = true;
                cancels.Ask();
            }

            Thread.Sleep(_nap);
        }
    }

    private void Step(Action atRest)
    {
        var isBusy = Turn();
        foreach (var link in _links)
            link.Link.Turn(Stopwatch.GetTimestamp());
        var rested = Stopwatch.GetElapsedTime(_restedAt);
        if (_restedAt == 0 || rested > _restAtLast || (!isBusy && rested > _restEvery))
        {
            _restedAt = Stopwatch.GetTimestamp();
            Check();
            Commit();
            Snapshots?.Take(this, _journal!);
            atRest();
            AtRest.Record((long)Stopwatch.GetElapsedTime(_restedAt).TotalNanoseconds);
        }

        Turned?.Invoke();
        _idle ??= IdleStrategy.Of(Settings.Live.IsBusy ? IdleMode.Spin : IdleMode.Park, Wake, _nap);
        _idle.Idle(isBusy ? 1 : 0);
    }

    private IEnumerable<string> Unfinished(bool wasInterrupted)
    {
        if (Trader.LiveOrders > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{Trader.LiveOrders:N0} orders may be live: {(wasInterrupted ? "the end was interrupted" : "the venues did not say in time that they are not")}");
        foreach (var link in _links.Where(link => link.Rounds == 0))
            yield return $"{VenueDialects.NameOf(link.Link.Venue)} did not tell its balances in the end{(link.Link.Problem is { Length: > 0 } problem ? $" ({problem})" : "")}";
    }
}
