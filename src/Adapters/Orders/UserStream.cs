using System.Collections.Concurrent;
using System.Security.Cryptography;
using Rialto.Adapters.Connections;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Adapters.Orders;

/// <summary>
/// Keeps a venue's private stream: gets its ticket, connects, logs in, reads, keeps it alive, and connects again after whatever ends it. Tells when it is up and when it is not. Requests that go
/// over it wait for their answers here; where it ends, nobody knows what became of them.
/// </summary>
internal sealed class UserStream : IDisposable
{
    private static readonly TimeSpan _keepAgain = TimeSpan.FromMinutes(1);

    private readonly SessionCore _core;
    private readonly ReportOutbox _outbox;
    private readonly ISocketDialer _dialer;
    private readonly UserStreamTurn _turn;
    private readonly OrderReports _reports;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<OrderRestAnswer>> _waiting = new();
    private volatile IVenueSocket? _socket;
    private volatile CancellationTokenSource? _connection;
    private volatile bool _isUp;
    private DateTimeOffset _upSince;
    private long _nextId = 1_000;

    public UserStream(SessionCore core, ReportOutbox outbox, ISocketDialer? dialer)
    {
        (_core, _outbox) = (core, outbox);
        _reports = new OrderReports(core.Venue.Venue);
        _turn = new UserStreamTurn(core.Context, _reports);
        _dialer = dialer ?? new SocketDialer(
            new SocketDialerOptions { Route = core.Options.Route, ConnectTimeout = core.Options.ConnectTimeout, PingInterval = core.Options.PingInterval, Signer = new StreamSigner(core) }, core.Time);
    }

    /// <summary>Called whenever it has come up; the time says since when nothing was heard.</summary>
    public Action<DateTimeOffset?> CameUp { get; set; } = static _ => { };

    /// <summary>Called where it told that something was filled, and not what.</summary>
    public Action<ListingId> WantsFills { get; set; } = static _ => { };

    public bool IsUp => _isUp;

    /// <summary>The ticket of the connection of now; empty where there is none.</summary>
    public string Ticket { get; private set; } = "";

    public long NextId() => Interlocked.Increment(ref _nextId);

    public async Task RunAsync(CancellationToken stop)
    {
        DateTimeOffset? downSince = null;
        var pauses = new StreamPauses(_core.Options.ReconnectFirst, _core.Options.ReconnectMax);
        while (!stop.IsCancellationRequested)
        {
            var ended = "";
            try
            {
                ended = await ConnectAsync(downSince, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The session ends; what waits is told below.
            }
            catch (Exception problem) when (problem is VenueUnreachableException or CryptographicException or OperationCanceledException)
            {
                ended = problem.Message;
            }
            catch (Exception bug) when (bug is not OutOfMemoryException)
            {
                ended = Fault(bug);
            }

            var wasUp = _isUp;
            (_isUp, _socket) = (false, null);
            FailAll();
            _core.Note(ended);
            var upFor = TimeSpan.Zero;
            if (wasUp)
            {
                downSince = _core.Time.GetUtcNow();
                upFor = downSince.Value - _upSince;
                _reports.Clear();
                _reports.Add(OrderReportKind.StreamDown);
                _outbox.Tell(_reports);
            }

            if (stop.IsCancellationRequested)
                return;

            // It may have ended before its time.
            if (_turn.Signal == StreamSignal.Refused)
                _core.Tickets.Forget();
            var wait = _turn.Signal == StreamSignal.Refused ? _core.Options.ReconnectMax : pauses.After(upFor);
            try
            {
                await Task.Delay(wait, _core.Time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Sends a frame and waits for its answer.</summary>
    public async Task<OrderRestAnswer> AskAsync(OrderCall call, CancellationToken stop)
    {
        var socket = _socket;
        if (!_isUp || socket is null)
            return new(0, default, false, default, "the private stream is down");
        var answer = new TaskCompletionSource<OrderRestAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[call.Id] = answer;
        try
        {
            await SendAsync(socket, call.Body.Bytes.ToArray(), stop).ConfigureAwait(false);

            // The stream may have ended between the look above and the entry: then nobody else would end the wait.
            if (_socket != socket)
                return new(0, default, true, default, "the private stream ended");
            return await answer.Task.WaitAsync(_core.Options.AnswerTimeout, _core.Time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new(0, default, true, default, FormattableString.Invariant($"no answer within {_core.Options.AnswerTimeout.TotalSeconds:0.###} s"));
        }
        finally
        {
            _waiting.TryRemove(call.Id, out _);
        }
    }

    /// <summary>Gives up the connection of now, so that another logs in.</summary>
    public void Drop()
    {
        try
        {
            _connection?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself in this moment.
        }
    }

    public void Dispose() => _sending.Dispose();

    private async Task<string> ConnectAsync(DateTimeOffset? downSince, CancellationToken stop)
    {
        _turn.Signal = StreamSignal.None;

        // One that was given for an earlier connection may have ended since, and a stream by it would be silent without a word. Asking gives the living one again, with its whole life before it.
        if (!_core.Protocol.TicketIsForCalls)
            _core.Tickets.Forget();
        var (ticket, problem) = await _core.Tickets.GetAsync(stop).ConfigureAwait(false);
        if (problem.Length > 0)
            return problem;
        var address = new Uri(_core.Venue.Stream.GetLeftPart(UriPartial.Path).TrimEnd('/') + _core.Protocol.StreamPath(ticket));
        var socket = await _dialer.DialAsync(address, stop).ConfigureAwait(false);
        await using (socket.ConfigureAwait(false))
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _connection = over;
            (_turn.Ticket, _turn.Sequence, _turn.Step, _turn.NextId) = (ticket, 0, 0, 1);
            Ticket = ticket;
            _turn.Clear();
            _core.Protocol.Open(_turn, _core.Credentials, _core.Clock.Next());
            _socket = socket;
            var keepers = Task.WhenAll(KeepAsync(BeatAsync(socket, over.Token), over), KeepAsync(KeepTicketAsync(ticket, over), over));
            try
            {
                while (true)
                {
                    if (_turn.Signal == StreamSignal.Up && !_isUp)
                        Up(downSince);
                    _outbox.Tell(_reports);
                    foreach (var listing in _turn.FillsOf)
                        WantsFills(listing);
                    foreach (var frame in _turn.ToSend)
                        await SendAsync(socket, frame, over.Token).ConfigureAwait(false);
                    if (_turn.Signal is StreamSignal.Renew or StreamSignal.Refused)
                        return _turn.Problem;
                    var got = await socket.ReceiveAsync(over.Token).ConfigureAwait(false);
                    if (got.Kind == VenueFrameKind.Closed)
                        return got.Reason;
                    Read(got.Body);
                }
            }
            finally
            {
                await over.CancelAsync().ConfigureAwait(false);
                await keepers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Read(ReadOnlyMemory<byte> frame)
    {
        _turn.Clear();
        if (!_core.Protocol.Read(frame.Span, _turn, _core.Credentials, _core.Clock.Next()))
        {
            // What it told is lost: a new connection asks for everything.
            _core.CountUnreadable(FormattableString.Invariant($"a frame of {frame.Length} bytes of the private stream cannot be read"));
            _reports.Clear();
            _turn.Renew("a frame cannot be read");
        }

        if (_turn.AnswerTo != 0 && _waiting.TryRemove(_turn.AnswerTo, out var waits))
            waits.TrySetResult(new(_turn.AnswerStatus, frame.ToArray(), true, default, ""));
    }

    private void Up(DateTimeOffset? downSince)
    {
        _isUp = true;
        _upSince = _core.Time.GetUtcNow();
        _core.CountStreamUp();
        var up = new OrderReports(_core.Venue.Venue);
        up.Add(OrderReportKind.StreamUp);
        _outbox.Tell(up);
        CameUp(downSince);
    }

    /// <summary>A fault that ends what keeps a connection ends the connection.</summary>
    private async Task KeepAsync(Task keeper, CancellationTokenSource over)
    {
        try
        {
            await keeper.ConfigureAwait(false);
        }
        catch (Exception bug) when (bug is not (OutOfMemoryException or OperationCanceledException))
        {
            Fault(bug);
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Counts what nobody expected. Its text may hold what it was about, its type does not.</summary>
    private string Fault(Exception bug)
    {
        var text = "the private stream broke: " + bug.GetType().Name;
        _core.CountUnreadable(text);
        return text;
    }

    private async Task BeatAsync(IVenueSocket socket, CancellationToken over)
    {
        var (text, interval) = _core.Protocol.Heartbeat;
        if (text.Length == 0)
            return;
        var frame = System.Text.Encoding.UTF8.GetBytes(text);
        using var timer = new PeriodicTimer(interval, _core.Time);
        while (await timer.WaitForNextTickAsync(over).ConfigureAwait(false))
            await SendAsync(socket, frame, over).ConfigureAwait(false);
    }

    private async Task KeepTicketAsync(string ticket, CancellationTokenSource over)
    {
        if (ticket.Length == 0 || _core.Protocol.TicketInterval == TimeSpan.Zero)
            return;
        var call = new OrderCall();
        var interval = _core.Protocol.TicketInterval;
        var ends = _core.Time.GetUtcNow() + (2 * interval);
        var wait = interval;
        while (true)
        {
            await Task.Delay(wait, _core.Time, over.Token).ConfigureAwait(false);
            call.Clear();
            if (!_core.Protocol.EncodeKeepAlive(call, _core.Credentials, ticket))
                return;
            if (call.IsSigned)
                _core.Protocol.Sign(call, _core.Credentials, _core.Clock.Next(), ticket, _core.Venue.Rest.Host);
            var asked = _core.Time.GetUtcNow();
            var answer = await _core.Rest.SendAsync(call, over.Token).ConfigureAwait(false);
            if (answer.Status is >= 200 and < 300)
            {
                (ends, wait) = (asked + (2 * interval), interval);
                continue;
            }

            // It may be kept yet; one that the venue does not know, or whose life is over, is not.
            wait = interval < _keepAgain ? interval : _keepAgain;
            _core.Note(FormattableString.Invariant($"the ticket was not kept alive ({answer.Status}) {answer.Problem}"));
            if (answer.Status is (>= 400 and < 500) and not (408 or 418 or 429) || _core.Time.GetUtcNow() + wait >= ends)
            {
                await over.CancelAsync().ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task SendAsync(IVenueSocket socket, byte[] frame, CancellationToken stop)
    {
        await _sending.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(frame, stop).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private void FailAll()
    {
        foreach (var (id, waits) in _waiting)
        {
            waits.TrySetResult(new(0, default, true, default, "the private stream ended"));
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Signs the handshake where the venue wants that.</summary>
    private sealed class StreamSigner(SessionCore core) : IRequestSigner
    {
        public void Sign(string method, Uri address, DateTimeOffset now, ICollection<KeyValuePair<string, string>> headers) =>
            core.Protocol.SignStream(core.Credentials, core.Clock.Next(), address.Host, headers);
    }
}
