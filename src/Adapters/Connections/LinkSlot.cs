using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Adapters.Connections;

/// <summary>
/// Keeps one link up: dials, waits ever longer where that fails, lets a breaker stop it where it keeps failing, and exchanges a socket that has become old for a new one without a gap.
/// <code>
/// Waiting → Dialing → Synchronizing ⇄ Up
///    ↑─────────┴────────────┴─────────┘ failed, cut, silent
///
/// rotation:  old ────────────────────────┐ stopped; finishes with ConnectionChanged Down
///                 new: dials, all waits ─┴─ whole: released, BookCleared and levels follow
/// </code>
/// </summary>
internal sealed class LinkSlot : IDisposable
{
    private readonly LinkWay _way;
    private readonly SocketTerms _kind;
    private readonly Uri _address;
    private readonly Backoff _backoff;
    private readonly CircuitBreaker _breaker;
    private readonly LinkRotation _rotation;
    private readonly bool _isPolled;
    private LinkRun _run;
    private IReadOnlyList<ListingId> _listings;
    private readonly CancellationTokenSource _letGo = new();
    private TimeSpan _openedAt;
    private bool _isSettled;

    // What reports say, and what is wanted; guarded.
    private readonly Lock _gate = new();
    private ListingId[] _wanted;
    private LinkReport _report;
    private long _framesBefore;
    private long _bytesBefore;
    private bool _isOfRotation;

    /// <summary>Makes a link that is not up.</summary>
    /// <param name="way">What all links of a stream share.</param>
    /// <param name="kind">Which kind of socket.</param>
    /// <param name="listings">What it is for.</param>
    public LinkSlot(LinkWay way, SocketTerms kind, ListingId[] listings)
    {
        (_way, _kind, _listings, _wanted) = (way, kind, listings, listings);
        _isPolled = kind.Path.Length == 0;
        _address = _isPolled ? way.Terms.Rest : way.Terms.AddressOf(kind);
        (_backoff, _breaker) = (new Backoff(way.Options), new CircuitBreaker(way.Options));
        _rotation = new LinkRotation(way, kind, () => Volatile.Read(ref _wanted), DialAsync, NoteRotation);
        _run = new LinkRun(way, kind, listings, null);
        _report = new LinkReport(_run.Connection, LinkState.Stopped, way.Now, _address, SymbolsOf(listings))
        {
            Outlet = _run.Outlet,
            Counters = _run.Counters,
        };
    }

    /// <summary>How it stands. Any thread.</summary>
    public LinkReport Report()
    {
        lock (_gate)
        {
            return _report with
            {
                Frames = _framesBefore + Volatile.Read(ref _report.Counters.Frames),
                Bytes = _bytesBefore + Volatile.Read(ref _report.Counters.Bytes),
            };
        }
    }

    /// <summary>Of a venue that is polled: it is for these too from now on, since each of its answers holds them all. Any thread.</summary>
    public void Extend(IReadOnlyList<ListingId> listings)
    {
        lock (_gate)
        {
            ListingId[] more = [.. listings.Except(_wanted)];
            if (more.Length > 0)
                _wanted = [.. _wanted, .. more];
        }
    }

    /// <summary>
    /// Listings have ended. Where none are left it is to be let go. Otherwise the next socket is without them: one that is dialed anyway, or, where half of this one's are gone, one that takes its place
    /// without a gap. A venue that is polled answers with all it has. Any thread.
    /// </summary>
    /// <returns>True where none are left.</returns>
    public bool Remove(IReadOnlySet<ListingId> ended)
    {
        int left, now;
        lock (_gate)
        {
            ListingId[] rest = [.. _wanted.Where(id => !ended.Contains(id))];
            (left, now) = (rest.Length, _report.Symbols.Count);
            if (left > 0 && left < _wanted.Length && !_isPolled)
                _wanted = rest;
        }

        if (left > 0 && !_isPolled && left * 2 <= now)
            _rotation.Hasten();
        return left == 0;
    }

    /// <summary>Stops it, where it runs. Any thread.</summary>
    public void Dispose()
    {
        _letGo.Cancel();
        _letGo.Dispose();
    }

    /// <summary>Keeps it up until stopped. Does not throw.</summary>
    public async Task RunAsync(CancellationToken stopAll)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopAll, _letGo.Token);
        var stop = either.Token;
        var wait = TimeSpan.Zero;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (wait > TimeSpan.Zero)
                {
                    Tell(LinkState.Waiting, wait);
                    await Task.Delay(wait, _way.Time, stop);
                }

                if (_way.Terms.KeyProblem is { Length: > 0 } missing)
                {
                    Note(missing);
                    Tell(LinkState.Unset);
                    await Task.Delay(Timeout.InfiniteTimeSpan, _way.Time, stop);
                }

                wait = await TryAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped.
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                Note(LinkWay.Broken(broken));
                wait = _way.Options.BackoffMax;
            }
        }

        _run.Complete();
        Tell(LinkState.Stopped);
    }

    /// <summary>Dials, and stays with the socket to its end.</summary>
    /// <returns>How long to wait before the next time.</returns>
    private async Task<TimeSpan> TryAsync(CancellationToken stop)
    {
        IVenueSocket? socket = null;
        if (!_isPolled)
        {
            try
            {
                await _way.TurnToDialAsync(wait => Tell(LinkState.Waiting, wait), stop);
                _breaker.Try(_way.Elapsed);
                Tell(LinkState.Dialing);
                socket = await _way.Dialer.DialAsync(_address, stop);
            }
            catch (Exception failed) when (failed is not OutOfMemoryException)
            {
                stop.ThrowIfCancellationRequested();
                Note(LinkWay.Explain(failed));
                return Failed(PauseAfter(failed));
            }
        }

        Note(await LiveAsync(socket, stop));
        stop.ThrowIfCancellationRequested();
        lock (_gate)
            _report = _report with { Reconnects = _report.Reconnects + 1 };
        return _isSettled ? _backoff.Fail() : Failed(TimeSpan.Zero);
    }

    /// <summary>A rotation's dial: its failures are its own.</summary>
    private async Task<IVenueSocket> DialAsync(CancellationToken stop)
    {
        await _way.TurnToDialAsync(_ => { }, stop);
        try
        {
            return await _way.Dialer.DialAsync(_address, stop);
        }
        catch (VenueUnreachableException refused)
        {
            PauseAfter(refused);
            throw;
        }
    }

    /// <summary>Stays with a socket, and with those that take its place, until one goes.</summary>
    /// <returns>Why it went; empty where it was stopped.</returns>
    private async Task<string> LiveAsync(IVenueSocket? socket, CancellationToken stop)
    {
        var broken = "";
        try
        {
            await ExtendAsync(isRunning: false);
            _run.Run(socket, Note);
            Opened();
            await StayAsync(stop);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            broken = LinkWay.Broken(failed);
        }

        var reason = await _run.StopAsync();
        await _rotation.CancelAsync();
        _run.TellDisconnected();
        return broken.Length > 0 ? broken : reason;
    }

    private async Task StayAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.WhenAny(_run.Running, Task.Delay(_way.Options.ClockInterval, _way.Time, stop));
            if (stop.IsCancellationRequested)
                return;
            if (_run.Running.IsCompleted)
            {
                if (!await TryTakeOverAsync())
                    return;
            }
            else if (await _rotation.StepAsync(_run, stop) is { } next)
                Replace(next, rotations: 1, reconnects: 0);
            if (_isPolled && await ExtendAsync(isRunning: true))
                _run.Run(null, Note);

            if (!_isSettled && _way.Elapsed - _openedAt >= _way.Options.SettledAfter)
            {
                _isSettled = true;
                _backoff.Succeed();
                _breaker.Succeed();
            }

            Tell(_run.IsWhole ? LinkState.Up : LinkState.Synchronizing);
        }
    }

    /// <summary>Others are wanted than the run is for: another takes its place, which tells all books anew.</summary>
    /// <returns>True where that one is to be run.</returns>
    private async Task<bool> ExtendAsync(bool isRunning)
    {
        var wanted = Volatile.Read(ref _wanted);
        if (ReferenceEquals(wanted, _listings))
            return false;
        var old = _run;
        var next = new LinkRun(_way, _kind, wanted, old);
        await old.StopAsync();
        if (isRunning)
            old.Retire();
        else
            old.Complete();
        next.Outlet.Release(old.Outlet);
        Replace(next, rotations: 0, reconnects: 0);
        return true;
    }

    /// <summary>The socket went while a new one was on its way: that one is all there is, whole or not.</summary>
    private async Task<bool> TryTakeOverAsync()
    {
        var (old, reason) = (_run, await _run.Running);
        if (!_rotation.IsReady)
            return false;
        old.TellDisconnected();
        Note(reason);
        Replace(_rotation.TakeOver(old), rotations: 0, reconnects: 1);
        return true;
    }

    private void Replace(LinkRun next, int rotations, int reconnects)
    {
        lock (_gate)
        {
            _listings = next.Listings;
            _framesBefore += _run.Counters.Frames;
            _bytesBefore += _run.Counters.Bytes;
            _run = next;
            _report = _report with
            {
                Connection = next.Connection,
                Symbols = SymbolsOf(_listings),
                Outlet = next.Outlet,
                Counters = next.Counters,
                LastError = rotations > 0 && _isOfRotation ? "" : _report.LastError,
                LastErrorTime = rotations > 0 && _isOfRotation ? Timestamp.None : _report.LastErrorTime,
                Rotations = _report.Rotations + rotations,
                Reconnects = _report.Reconnects + reconnects,
            };
        }

        Opened();
    }

    private void Opened()
    {
        (_openedAt, _isSettled) = (_way.Elapsed, false);
        _rotation.Restart();
        Tell(LinkState.Synchronizing);
    }

    private TimeSpan Failed(TimeSpan pause)
    {
        var now = _way.Elapsed;
        _breaker.Fail(now);
        var wait = _backoff.Fail();
        if (_breaker.State == BreakerState.Open && _breaker.OpenUntil - now > wait)
            wait = _breaker.OpenUntil - now;
        return wait > pause ? wait : pause;
    }

    /// <summary>A venue that wants to be left alone is: by all links.</summary>
    private TimeSpan PauseAfter(Exception failed)
    {
        if (failed is not VenueUnreachableException { Status: 403 or 418 or 429 or 503 } refused)
            return TimeSpan.Zero;
        var pause = RetryAfter.Believed(refused.RetryAfter);
        if (pause == TimeSpan.Zero && refused.Status != 503)
            pause = _way.Options.BackoffMax;
        if (pause > TimeSpan.Zero)
            _way.Dials.PauseUntil(_way.Elapsed + pause);
        return pause;
    }

    private string[] SymbolsOf(IReadOnlyList<ListingId> listings) => [.. listings.Select(id => _way.Listings[id].VenueSymbol)];

    /// <summary>Stands until an exchange succeeds, or something else goes wrong.</summary>
    private void NoteRotation(string problem) => Note(problem, isOfRotation: true);

    private void Note(string problem) => Note(problem, isOfRotation: false);

    private void Note(string problem, bool isOfRotation)
    {
        if (problem.Length == 0)
            return;

        // It may quote the venue, and goes to terminals and logs: nothing in it may act on them.
        var shown = string.Create(problem.Length, problem, static (into, text) =>
        {
            for (var i = 0; i < into.Length; i++)
                into[i] = char.IsControl(text[i]) ? ' ' : text[i];
        });
        lock (_gate)
            (_isOfRotation, _report) = (isOfRotation, _report with { LastError = shown, LastErrorTime = _way.Now });
    }

    private void Tell(LinkState state, TimeSpan wait = default)
    {
        var (elapsed, now) = (_way.Elapsed, _way.Now);
        lock (_gate)
        {
            _report = _report with
            {
                State = state,
                Since = state == _report.State ? _report.Since : now,
                Failures = _backoff.Failures,
                Breaker = _breaker.State,
                NextAttempt = wait > TimeSpan.Zero ? After(wait) : Timestamp.None,
                RotatesAt = state is LinkState.Up or LinkState.Synchronizing && _rotation.Due < TimeSpan.MaxValue ? After(_rotation.Due - elapsed) : Timestamp.None,
                IsRotating = _rotation.IsUnderWay,
                Trusted = _run.Trusted,
            };
        }

        Timestamp After(TimeSpan time) => new(now.Nanoseconds + time.Ticks * 100);
    }
}
