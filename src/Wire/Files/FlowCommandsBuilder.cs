using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Files;

/// <summary>Collects the commands of one flow and runs them through a <see cref="FlowBook"/> as it goes.</summary>
internal sealed class FlowCommandsBuilder(OwnerId owner, InstrumentId instrument)
{
    private static readonly OrderTerms Rests = OrderTerms.Of(OrderType.Limit);
    private static readonly OrderTerms Takes = OrderTerms.Of(OrderType.Limit, TimeInForce.Ioc);

    private readonly List<Command> _commands = [];
    private readonly List<long> _numbers = [];
    private readonly List<FlowTouch> _touches = [];
    private readonly List<int> _rows = [];
    private FlowCounts _counts;

    /// <summary>The book as the commands so far leave it.</summary>
    public FlowBook Book { get; } = new();

    /// <summary>The row (from 1) that the next commands stand for; 0 for none.</summary>
    public int Row { get; set; }

    public void Skip() => _counts = _counts with { SkippedRows = _counts.SkippedRows + 1 };

    public void New(long time, long number, Side side, long price, long quantity)
    {
        var trades = Book.Outcome.Trades;
        Book.Enter(number, side, price, quantity, immediate: false);
        Add(time, CommandKind.NewOrder, number, price, quantity, side, Rests);
        _counts = _counts with
        {
            New = _counts.New + 1,
            CrossingNew = _counts.CrossingNew + (Book.Outcome.Trades > trades ? 1 : 0),
            MostResting = Math.Max(_counts.MostResting, Book.Count),
        };
    }

    public void Reduce(long time, long number, long quantity)
    {
        CountRefusal(Book.Reduce(number, quantity));
        Add(time, CommandKind.ReduceOrder, number, 0, quantity);
        _counts = _counts with { Reduce = _counts.Reduce + 1 };
    }

    /// <summary>Another price or a larger size for an order that rests.</summary>
    public void Replace(long time, long number, long price, long leaves)
    {
        var trades = Book.Outcome.Trades;
        var total = Book.Replace(number, price, leaves);
        Add(time, CommandKind.ReplaceOrder, number, price, total);
        _counts = _counts with { Replace = _counts.Replace + 1, CrossingNew = _counts.CrossingNew + (Book.Outcome.Trades > trades ? 1 : 0) };
    }

    public void Cancel(long time, long number)
    {
        CountRefusal(Book.Cancel(number));
        Add(time, CommandKind.CancelOrder, number, 0, 0);
        _counts = _counts with { Cancel = _counts.Cancel + 1 };
    }

    /// <returns>The number the immediate order got.</returns>
    public long Take(long time, Side side, long price, long quantity)
    {
        var number = FlowCommands.FirstTakeNumber + _counts.Take;
        Book.Enter(number, side, price, quantity, immediate: true);
        Add(time, CommandKind.NewOrder, number, price, quantity, side, Takes);
        _counts = _counts with { Take = _counts.Take + 1 };
        return number;
    }

    /// <summary>Cancels what rests and hands everything over.</summary>
    public FlowCommands Finish(long time)
    {
        Row = 0;
        var resting = Book.RestingAscending.ToArray();
        foreach (var number in resting)
            Cancel(time, number);
        _counts = _counts with { FinalCancel = resting.Length };
        return new FlowCommands([.. _commands], [.. _numbers], [.. _rows], [.. _touches], _counts, Book.Outcome);
    }

    private void CountRefusal(bool found) => _counts = _counts with { RefusedAmends = _counts.RefusedAmends + (found ? 0 : 1) };

    private void Add(long time, CommandKind kind, long number, long price, long quantity, Side side = Side.Buy, OrderTerms terms = default)
    {
        _numbers.Add(number);
        _rows.Add(Row);
        _touches.Add(Book.Touch);
        _commands.Add(new Command
        {
            Time = new Timestamp(time),
            Kind = kind,
            Owner = owner,
            Instrument = kind == CommandKind.NewOrder ? instrument : InstrumentId.None,
            Side = side,
            Terms = terms,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Text = FlowCommands.TextOf(number),
        });
    }
}
