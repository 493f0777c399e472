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
internal sealed class LinkSlot
{
    private readonly LinkWay _way;
    private readonly Uri _address;
    private readonly Backoff _backoff;
    private readonly CircuitBreaker _breaker;
    private readonly LinkRotation _rotation;
    private readonly bool _isPolled;
    private LinkRun _run;
    private TimeSpan _openedAt;
    private bool _isSettled;

    // What reports say; guarded.
    private readonly Lock _gate = new();
    private LinkReport _report;
    private long _framesBefore;
    private long _bytesBefore;

    /// <summary>Makes a link that is not up.</summary>
    /// <param name="way">What all links of a stream share.</param>
    /// <param name="kind">Which kind of socket.</param>
    /// <param name="listings">What it is for.</param>
    public LinkSlot(LinkWay way, SocketTerms kind, IReadOnlyList<ListingId> listings)
    {
        _way = way;
        _isPolled = kind.Path.Length == 0;
        _address = _isPolled ? way.Terms.Rest : way.Terms.AddressOf(kind);
        (_backoff, _breaker) = (new Backoff(way.Options), new CircuitBreaker(way.Options));
        _rotation = new LinkRotation(way, kind, listings, DialAsync, Note);
        _run = new LinkRun(way, kind, listings, null);
        _report = new LinkReport(_run.Connection, LinkState.Stopped, way.Now, _address, [.. listings.Select(id => way.Listings[id].VenueSymbol)])
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

    /// <summary>Keeps it up until stopped. Does not throw.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (_way.Terms.NeedsSigning && _way.Terms.Signer is null)
            {
                Note($"{_way.Terms.Name} opens no socket without a signature: set {nameof(VenueSettings.KeyId)} and {nameof(VenueSettings.KeyPem)} to a key of yours");
                Tell(LinkState.Unset);
                await Task.Delay(Timeout.InfiniteTimeSpan, _way.Time, stop);
            }

            var wait = TimeSpan.Zero;
            while (true)
            {
                if (wait > TimeSpan.Zero)
                {
                    Tell(LinkState.Waiting, wait);
                    await Task.Delay(wait, _way.Time, stop);
                }

                wait = await TryAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
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
        _run.Run(socket, Note);
        Opened();
        while (true)
        {
            await Task.WhenAny(_run.Running, Task.Delay(_way.Options.ClockInterval, _way.Time, stop));
            if (stop.IsCancellationRequested)
                break;
            if (_run.Running.IsCompleted)
            {
                if (!await TryTakeOverAsync())
                    break;
            }
            else if (await _rotation.StepAsync(_run, stop) is { } next)
                Replace(next, rotations: 1);

            if (!_isSettled && _way.Elapsed - _openedAt >= _way.Options.SettledAfter)
            {
                _isSettled = true;
                _backoff.Succeed();
                _breaker.Succeed();
            }

            Tell(_run.IsWhole ? LinkState.Up : LinkState.Synchronizing);
        }

        var reason = await _run.StopAsync();
        await _rotation.CancelAsync();
        _run.TellDisconnected();
        return reason;
    }

    /// <summary>The socket went while a new one was on its way: that one is all there is, whole or not.</summary>
    private async Task<bool> TryTakeOverAsync()
    {
        var (old, reason) = (_run, await _run.Running);
        if (!_rotation.IsReady)
            return false;
        old.TellDisconnected();
        Note(reason);
        Replace(_rotation.TakeOver(old), rotations: 0);
        return true;
    }

    private void Replace(LinkRun next, int rotations)
    {
        lock (_gate)
        {
            _framesBefore += _run.Counters.Frames;
            _bytesBefore += _run.Counters.Bytes;
            _run = next;
            _report = _report with
            {
                Connection = next.Connection,
                Outlet = next.Outlet,
                Counters = next.Counters,
                Rotations = _report.Rotations + rotations,
                Reconnects = _report.Reconnects + 1 - rotations,
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
        var pause = refused.RetryAfter > TimeSpan.Zero ? refused.RetryAfter : refused.Status == 503 ? TimeSpan.Zero : _way.Options.BackoffMax;
        _way.Dials.PauseUntil(_way.Elapsed + pause);
        return pause;
    }

    private void Note(string problem)
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
            _report = _report with { LastError = shown, LastErrorTime = _way.Now };
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
