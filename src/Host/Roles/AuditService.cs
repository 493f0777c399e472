using System.Text.Encodings.Web;
using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Replay;
using Rialto.Gateways.Audit;
using Rialto.Gateways.Auth;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Host.Roles;

/// <summary>
/// Answers questions about the past for the gateways: one at a time on a thread of its own, a few may wait, more are refused. Each may repeat so many commands and no
/// more, and reads only what is durable.
/// </summary>
internal sealed class AuditService : IAuditQueries, IDisposable
{
    // About a second of work; with index and snapshots a question needs a tenth of it.
    private const long WorkLimit = 5_000_000;
    private const int WaitingMax = 4;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly History _history;
    private readonly AuditQueries _queries;
    private readonly KeyStore _keys;
    private int _present;

    /// <param name="dataFolder">The data folder.</param>
    /// <param name="limits">The folder's limits.</param>
    /// <param name="keys">Names of owners.</param>
    /// <param name="durableSequence">How far may be read.</param>
    public AuditService(string dataFolder, ExchangeLimits limits, KeyStore keys, Func<long> durableSequence)
    {
        _history = new History(dataFolder, limits) { WorkLimit = WorkLimit, DurableSequence = durableSequence };
        _queries = new AuditQueries(_history);
        _keys = keys;
    }

    /// <inheritdoc/>
    public Task<AuditAnswer> OrderAsync(OrderId order, OwnerId? viewer, CancellationToken cancellationToken) => AskAsync(() =>
    {
        var story = _queries.Order(order, cancellationToken);
        return story is null || (viewer is { } owner && story.Accepted.Owner != owner) ? null : Json(json => StoryJson.Write(json, story, Scene(viewer)));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<AuditAnswer> TradeAsync(TradeId trade, OwnerId? viewer, CancellationToken cancellationToken) => AskAsync(() =>
    {
        var story = _queries.Trade(trade, cancellationToken);
        return story is null || (viewer is { } owner && story.Trade.Owner != owner && story.Trade.MakerOwner != owner) ? null : Json(json => StoryJson.Write(json, story, Scene(viewer)));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<AuditAnswer> ActivityAsync(ActivityQuestion question, OwnerId? viewer, CancellationToken cancellationToken) => AskAsync(() =>
    {
        var activity = _queries.Activity(new ActivityQuery(question.Owner, question.Start, question.End, question.After, question.Limit), cancellationToken);
        return Json(json => StoryJson.Write(json, activity, Scene(viewer)));
    }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<AuditAnswer> AskAsync(Func<ReadOnlyMemory<byte>?> ask, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _present) > 1 + WaitingMax)
        {
            Interlocked.Decrement(ref _present);
            return new AuditAnswer(AuditOutcome.Busy);
        }

        try
        {
            await _one.WaitAsync(cancellationToken);
            try
            {
                // A thread of its own: a question takes long by the measure of requests.
                return await Task.Factory.StartNew(() => Answer(ask), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                _one.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _present);
        }
    }

    private static AuditAnswer Answer(Func<ReadOnlyMemory<byte>?> ask)
    {
        try
        {
            return ask() is { } json ? new AuditAnswer(AuditOutcome.Found, json) : new AuditAnswer(AuditOutcome.NotFound);
        }
        catch (WorkLimitException problem)
        {
            return new AuditAnswer(AuditOutcome.TooMuch, default, problem.Message);
        }
    }

    private Scene Scene(OwnerId? viewer)
    {
        var instruments = _history.Instruments.ToDictionary(one => one.Id);
        var assets = _history.Assets.ToDictionary(one => one.Id);
        var names = new Dictionary<OwnerId, string>();
        foreach (var (name, owner) in _keys.ListUsers())
            names[owner] = name;
        return new Scene(id => instruments.GetValueOrDefault(id), owner => names.GetValueOrDefault(owner), _history.AddressOf, viewer)
        {
            Assets = id => assets.GetValueOrDefault(id),
        };
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
