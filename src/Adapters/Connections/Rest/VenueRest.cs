using System.Net;
using System.Net.Http.Headers;

namespace Rialto.Adapters.Connections;

/// <summary>
/// A venue's public REST interface, within what the venue allows to this address: requests wait their turn for weight, the venue's headers correct our count, and after a 429, a 418 or a 403 nothing
/// is asked until the time the venue named. Nothing is thrown for what a venue does: an answer says what went wrong and what to do. Nothing is sent twice: whoever wanted the answer asks again.
/// </summary>
public sealed class VenueRest : IRestSource
{
    private readonly VenueTerms _terms;
    private readonly VenueRestOptions _options;
    private readonly IAddressBudgets _budgets;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly RestQueue _queue;
    private readonly string _key;
    private readonly QuotaReader _quotas;
    private long _requests;
    private long _failures;
    private long _refused;
    private long _bans;
    private long _bytes;
    private int _bansInARow;
    private volatile string _lastProblem = "";

    /// <summary>Makes a source; no connection is opened yet.</summary>
    /// <param name="terms">The venue.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="budgets">What this address may ask; shared with all that use the address.</param>
    /// <param name="time">Gives the time.</param>
    /// <param name="handler">Takes the place of the network; disposed with the source.</param>
    public VenueRest(VenueTerms terms, VenueRestOptions options, IAddressBudgets budgets, TimeProvider time, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(options);
        (_terms, _options, _budgets, _time) = (terms, options, budgets, time);
        _http = new HttpClient(handler ?? HandlerOf(options)) { Timeout = Timeout.InfiniteTimeSpan };

        // Venues that share a host share its limits: Bybit's categories, Kraken's two versions. A budget of another window is another budget.
        _key = FormattableString.Invariant($"rest {terms.Rest.Authority} {terms.RestTerms.Budget.Period.TotalSeconds:0.###}s");
        _queue = new RestQueue(_key, terms.RestTerms.Budget, budgets, options.ConcurrentMax, time);
        _quotas = new QuotaReader(_key, terms.RestTerms, budgets, time);
    }

    /// <summary>What was done so far.</summary>
    public RestCounters Counters
    {
        get
        {
            var state = _budgets.StateOf(_key, _terms.RestTerms.Budget);
            return new RestCounters(
                Interlocked.Read(ref _requests),
                Interlocked.Read(ref _failures),
                Interlocked.Read(ref _refused),
                Interlocked.Read(ref _bans),
                Interlocked.Read(ref _bytes),
                _queue.Waiting,
                state.Used,
                _terms.RestTerms.Budget,
                state.ShutUntil,
                _lastProblem);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RestAnswer> GetAsync(RestRequest request, CancellationToken stop)
    {
        TimeSpan wait;
        try
        {
            wait = await _queue.EnterAsync(WeightOf(request), request.Priority, _options.Patience, stop).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or OutOfMemoryException))
        {
            return Failed(0, TimeSpan.Zero, $"not asked: {LinkWay.Broken(broken)}");
        }

        if (wait > TimeSpan.Zero)
        {
            Interlocked.Increment(ref _refused);
            return Failed(0, wait, _budgets.StateOf(_key, _terms.RestTerms.Budget).ShutUntil is var until && until > _time.GetUtcNow()
                ? $"not asked: {_terms.Rest.Host} has shut this address out until {until:HH:mm:ss} UTC"
                : $"not asked: the weight that {_terms.Rest.Host} allows this address ({_terms.RestTerms.Budget}) is used up for {wait.TotalSeconds:0} s");
        }

        try
        {
            Interlocked.Increment(ref _requests);
            return await AskAsync(request, stop).ConfigureAwait(false);
        }
        finally
        {
            _queue.Leave();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<RestAnswer> AskAsync(RestRequest request, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        var address = _terms.RestAddressOf(request.Path);
        try
        {
            using var message = MessageOf(address, request.Body);
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            _quotas.Read(response.Headers);
            if (!response.IsSuccessStatusCode)
                return Refused(status, response);
            var (body, problem) = await BodyReader.ReadAsync(response.Content, _terms.RestTerms.BodyBytesMax, either.Token).ConfigureAwait(false);
            if (problem.Length > 0)
                return Failed(status, TimeSpan.Zero, $"{_terms.Rest.Host}: {problem}");
            Interlocked.Add(ref _bytes, body.Length);
            Interlocked.Exchange(ref _bansInARow, 0);
            return new RestAnswer(status, body, TimeSpan.Zero, "");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Failed(0, TimeSpan.Zero, $"{_terms.Rest.Host}: no whole answer within {_options.Timeout.TotalSeconds:0} s");
        }
        catch (ObjectDisposedException problem)
        {
            throw new OperationCanceledException("the source was disposed", problem);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or OutOfMemoryException))
        {
            return Failed(0, TimeSpan.Zero, RestProblem.Of(problem, _terms));
        }
    }

    private HttpRequestMessage MessageOf(Uri address, ReadOnlyMemory<byte> body)
    {
        var message = new HttpRequestMessage(body.IsEmpty ? HttpMethod.Get : HttpMethod.Post, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        message.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!body.IsEmpty)
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (_terms.Signer is { } signer)
        {
            List<KeyValuePair<string, string>> headers = [];
            signer.Sign("GET", address, _time.GetUtcNow(), headers);
            foreach (var (name, value) in headers)
                message.Headers.Add(name, value);
        }

        return message;
    }

    /// <summary>An answer that is none; where the venue wants to be left alone, it is.</summary>
    private RestAnswer Refused(int status, HttpResponseMessage response)
    {
        var named = RetryAfter.Of(response.Headers.RetryAfter, _time.GetUtcNow());
        var pause = PauseAfter(status, named);
        if (pause > TimeSpan.Zero)
        {
            Interlocked.Increment(ref _bans);
            _budgets.ShutUntil(_key, _terms.RestTerms.Budget, _time.GetUtcNow() + pause);
        }

        return Failed(status, pause, RestProblem.Of(status, response.Headers.Location, pause, _terms));
    }

    private TimeSpan PauseAfter(int status, TimeSpan named)
    {
        var rest = _terms.RestTerms;
        switch (status)
        {
            case 429:
                // A venue that names no time is asked less and less.
                var times = Math.Min(Interlocked.Increment(ref _bansInARow) - 1, 5);
                return named > TimeSpan.Zero ? named : rest.PauseAfterLimit * (1 << times);
            case 418:
            case 403 when rest.ForbiddenIsBan:
                return named > TimeSpan.Zero ? named : rest.PauseAfterBan;
            default:
                return named;
        }
    }

    private RestAnswer Failed(int status, TimeSpan retryAfter, string problem)
    {
        Interlocked.Increment(ref _failures);
        _lastProblem = problem;
        return new RestAnswer(status, ReadOnlyMemory<byte>.Empty, retryAfter, problem);
    }

    /// <summary>What the venue counts for a path; lists are told from snapshots by their beginning.</summary>
    private int WeightOf(in RestRequest request)
    {
        if (request.Weight > 0)
            return request.Weight;
        var path = request.Path.AsSpan();
        var query = path.IndexOf('?');
        path = query < 0 ? path : path[..query];
        foreach (var list in _terms.Protocol.ListingsPaths)
        {
            if (list.AsSpan().StartsWith(path, StringComparison.Ordinal))
                return _terms.RestTerms.ListingsWeight;
        }

        return Math.Max(1, _terms.RestTerms.SnapshotWeight);
    }

    private static SocketsHttpHandler HandlerOf(VenueRestOptions options)
    {
        var handler = options.Route.MakeHandler();
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.ConnectTimeout = options.ConnectTimeout;
        handler.MaxConnectionsPerServer = options.ConcurrentMax;
        handler.PooledConnectionLifetime = options.DnsRefresh;
        return handler;
    }
}
