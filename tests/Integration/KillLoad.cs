using Rialto.Host.Tools;
using Rialto.Host.Tools.Lanes;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Integration;

/// <summary>
/// Sends as fast as answers come until the connection breaks: on one instrument orders that never trade, each with a model of what may be left of it; on
/// another orders that do, whose acknowledged fills must still be there.
/// </summary>
internal sealed class KillLoad(
    NativeLane lane, InstrumentId resting, InstrumentId trading, Dictionary<string, OrderModel> orders, List<(long OrderId, long Filled)> takes,
    int round, int seed, int killAfterAnswers) : ILaneListener, IDisposable
{
    private const int MaxInFlight = 256;
    private const int TakesKept = 10;

    private readonly Random _random = new(seed);
    private readonly Dictionary<long, OrderModel?> _sent = [];
    private readonly List<(Text36 Name, OrderModel Model, long Leaves)> _live = [];
    private readonly SemaphoreSlim _room = new(MaxInFlight);
    private readonly TaskCompletionSource _due = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isBroken;

    /// <summary>Enough was answered: time to kill.</summary>
    public Task Due => _due.Task;

    public long Sent { get; private set; }

    public long Answered { get; private set; }

    public void Run()
    {
        var reader = new Thread(Read) { IsBackground = true };
        reader.Start();
        try
        {
            for (var tag = 0L; !_isBroken; tag++)
            {
                _room.Wait();
                var (command, model) = Next(tag);
                lock (_sent)
                    _sent[tag] = model;
                lane.Send(tag, in command);
                Sent = tag + 1;
                if (_room.CurrentCount == 0 || tag % 32 == 0)
                    lane.Flush();
            }
        }
        catch (ToolException) when (_due.Task.IsCompleted)
        {
            // The exchange was killed, as planned.
        }

        reader.Join();
    }

    public void OnAnswer(in LaneAnswer answer)
    {
        OrderModel? model;
        lock (_sent)
            _sent.Remove(answer.Tag, out model);
        model?.Acknowledged();
        if (model is null && answer is { Reason: RejectReason.None, HasEnded: true } && answer.OrderId != OrderId.None)
        {
            takes.Add((answer.OrderId.Value, answer.Filled.Units));
            if (takes.Count > TakesKept)
                takes.RemoveAt(0);
        }

        Answered++;
        _room.Release();
        if (Answered == killAfterAnswers)
            _due.TrySetResult();
    }

    public void OnTrade(in LaneTrade trade)
    {
        // Answers tell what must be kept.
    }

    public void Dispose() => _room.Dispose();

    private (Command Command, OrderModel? Model) Next(long tag)
    {
        var choice = _random.Next(10);
        if (choice < 2)
            return (Enter(trading, Text36.Of($"t{round}-{tag}"), (Side)_random.Next(2), 100, _random.Next(1, 50), TimeInForce.Ioc), null);
        if (choice < 4)
            return (Enter(trading, Text36.Of($"m{round}-{tag}"), (Side)_random.Next(2), 100, _random.Next(1, 50), TimeInForce.Gtc), null);
        if (choice < 7 || _live.Count == 0)
            return NewResting(tag);
        var i = _random.Next(_live.Count);
        var (name, model, leaves) = _live[i];
        if (choice == 7 && leaves > 1)
        {
            var reduced = _random.NextInt64(1, leaves);
            _live[i] = (name, model, reduced);
            model.Sent(reduced);
            return (new Command { Kind = CommandKind.ReduceOrder, Text = name, Quantity = new Quantity(leaves - reduced) }, model);
        }

        _live.RemoveAt(i);
        model.Sent(0);
        return (new Command { Kind = CommandKind.CancelOrder, Text = name }, model);
    }

    private (Command Command, OrderModel Model) NewResting(long tag)
    {
        var name = $"r{round}-{tag}";
        var quantity = _random.Next(1, 1_000);
        var model = new OrderModel();
        orders.Add(name, model);
        model.Sent(quantity);
        _live.Add((Text36.Of(name), model, quantity));
        return (Enter(resting, Text36.Of(name), Side.Buy, _random.Next(1, 500), quantity, TimeInForce.Gtc), model);
    }

    private static Command Enter(InstrumentId instrument, Text36 name, Side side, long price, long quantity, TimeInForce timeInForce) => new()
    {
        Kind = CommandKind.NewOrder,
        Instrument = instrument,
        Side = side,
        Terms = OrderTerms.Of(OrderType.Limit, timeInForce),
        Price = new Price(price),
        Quantity = new Quantity(quantity),
        Text = name,
    };

    private void Read()
    {
        try
        {
            lane.Read(this);
        }
        catch (ToolException)
        {
            // The exchange was killed, as planned; if not, whoever waits for Due finds out.
        }

        _isBroken = true;
        _room.Release(MaxInFlight);
    }
}
