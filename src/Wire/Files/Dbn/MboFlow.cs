using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Wire.Files.Dbn;

/// <summary>Where an MBO file says something that plain commands cannot, or where commands lead elsewhere than the file did. See docs/reference/flow-files.md.</summary>
public sealed record MboNotes
{
    /// <summary>Records of the instrument.</summary>
    public int Records { get; internal set; }

    /// <summary>Orders of the opening snapshot.</summary>
    public int SnapshotOrders { get; internal set; }

    /// <summary>Trades without an aggressor (auction, implied): no command; the orders they filled are cancelled by the records that follow.</summary>
    public int TradesWithoutAggressor { get; internal set; }

    /// <summary>Trades whose aggressor was a resting order moved to cross: it loses the size first (a reduction), then the take stands for it.</summary>
    public int TradesByRestingOrders { get; internal set; }

    /// <summary>Fills that the take caused at the same order with the same size.</summary>
    public int FillsAsRecorded { get; internal set; }

    /// <summary>Fills that the take did not cause: hidden quantity of icebergs, matches with other instruments, orders that stand elsewhere in our queue.</summary>
    public int FillsElsewhere { get; internal set; }

    /// <summary>Cancellations and amends of orders that our trades had already brought there: no command.</summary>
    public int AlreadyThere { get; internal set; }

    /// <summary>Amended orders that no longer rested here: entered anew.</summary>
    public int EnteredAnew { get; internal set; }

    /// <summary>Ends of events at which the file's book was crossed (before the opening): nothing to compare, because ours trades at once.</summary>
    public int FileCrossed { get; internal set; }

    /// <summary>Ends of events at which the best bid and ask (price and quantity) were compared with the file's.</summary>
    public int BestCompared { get; internal set; }

    /// <summary>Of these, equal.</summary>
    public int BestEqual { get; internal set; }

    /// <summary>Orders left in the file's book at its end.</summary>
    public int OrdersAtEnd { get; internal set; }

    /// <summary>Of these, orders that rest in ours with the same quantity.</summary>
    public int OrdersAtEndEqual { get; internal set; }
}

/// <summary>
/// Turns market-by-order records into commands. An MBO file reports a match in three steps: the aggressor's trade, the fills it caused, and then what
/// is left of each filled order (cancel or modify). The trade becomes a take; fills become nothing; and what is left becomes a command only where our book, after the take,
/// does not stand there already. So no quantity is taken twice, and each record brings its own order back to where the file has it.
/// </summary>
public static class MboFlow
{
    /// <summary>The commands of one instrument of a file.</summary>
    /// <param name="records">In the file's order.</param>
    /// <param name="owner">Whose commands they become.</param>
    /// <param name="instrument">The instrument they go to.</param>
    /// <param name="priceScale">Its price scale, 0 to 9.</param>
    /// <param name="notes">What could not be said in commands.</param>
    /// <exception cref="FlowFileException">A price that is not positive or not exact at the scale.</exception>
    public static FlowCommands ToCommands(IEnumerable<DbnMbo> records, OwnerId owner, InstrumentId instrument, int priceScale, out MboNotes notes)
    {
        var conversion = new Conversion(new FlowCommandsBuilder(owner, instrument), priceScale);
        foreach (var record in records)
            conversion.Take(record);
        return conversion.Finish(out notes);
    }

    private sealed class Conversion(FlowCommandsBuilder builder, int priceScale)
    {
        private readonly long _unit = Model.Units.DecimalText.PowerOfTen(9 - priceScale);
        private readonly MboNotes _notes = new();
        private readonly Dictionary<long, (Side Side, long Price, long Size)> _file = [];
        private readonly LevelSums _levels = new();
        private uint _instrument;
        private long _aggressor;
        private long _time;
        private long _row;

        private FlowBook Book => builder.Book;

        public void Take(in DbnMbo record)
        {
            builder.Row = (int)++_row;
            if (_instrument == 0)
                _instrument = record.Instrument;
            if (record.Instrument != _instrument)
                return;
            _notes.Records++;
            _time = (long)record.EventTime;
            var number = (long)record.OrderId;
            var side = record.Side == (byte)'B' ? Side.Buy : Side.Sell;
            switch (record.Action)
            {
                case MboAction.Add or MboAction.Modify:
                    if ((record.Flags & MboFlags.Snapshot) != 0)
                        _notes.SnapshotOrders++;
                    Reach(number, side, Price(record), record.Size, isNew: record.Action == MboAction.Add);
                    break;
                case MboAction.Cancel:
                    _file.TryGetValue(number, out var before);
                    Reach(number, before.Side, before.Price, Math.Max(0, before.Size - record.Size), isNew: false);
                    break;
                case MboAction.Trade:
                    Trade(record, number, side);
                    break;
                case MboAction.Fill:
                    Fill(number, record.Size);
                    break;
                case MboAction.Clear:
                    foreach (var resting in _file.Keys.Order().ToArray())
                        Reach(resting, _file[resting].Side, 0, 0, isNew: false);
                    break;
                default:
                    builder.Skip();
                    break;
            }

            if ((record.Flags & MboFlags.Last) != 0)
                Compare();
        }

        public FlowCommands Finish(out MboNotes notes)
        {
            _notes.OrdersAtEnd = _file.Count;
            foreach (var (number, order) in _file)
                _notes.OrdersAtEndEqual += Book.Leaves(number) == order.Size && Book.PriceOf(number) == order.Price ? 1 : 0;
            notes = _notes;
            return builder.Finish(_time);
        }

        private void Trade(in DbnMbo record, long number, Side side)
        {
            builder.Skip();
            _aggressor = number;
            Book.LastMakers.Clear();
            if (record.Side == (byte)'N')
            {
                _notes.TradesWithoutAggressor++;
                return;
            }

            if (Book.Contains(number))
            {
                _notes.TradesByRestingOrders++;
                builder.Reduce(_time, number, record.Size);
            }

            builder.Take(_time, side, Price(record), record.Size);
        }

        private void Fill(long number, long size)
        {
            builder.Skip();
            if (number == _aggressor)
                return;
            if (Book.LastMakers.Remove((number, size)))
                _notes.FillsAsRecorded++;
            else
                _notes.FillsElsewhere++;
        }

        /// <summary>Brings one order to where the file has it now; size zero: gone.</summary>
        private void Reach(long number, Side side, long price, long size, bool isNew)
        {
            Remember(number, side, price, size);
            var leaves = Book.Leaves(number);
            if (leaves == 0)
            {
                if (size == 0)
                {
                    _notes.AlreadyThere++;
                    builder.Skip();
                    return;
                }

                _notes.EnteredAnew += isNew ? 0 : 1;
                builder.New(_time, number, side, price, size);
            }
            else if (size == 0)
                builder.Cancel(_time, number);
            else if (Book.SideOf(number) != side)
            {
                builder.Cancel(_time, number);
                builder.New(_time, number, side, price, size);
            }
            else if (Book.PriceOf(number) != price || leaves < size)
                builder.Replace(_time, number, price, size);
            else if (leaves > size)
                builder.Reduce(_time, number, leaves - size);
            else
            {
                _notes.AlreadyThere++;
                builder.Skip();
            }
        }

        private void Remember(long number, Side side, long price, long size)
        {
            if (_file.Remove(number, out var old))
                _levels.Add(old.Side, old.Price, -old.Size);
            if (size == 0)
                return;
            _file.Add(number, (side, price, size));
            _levels.Add(side, price, size);
        }

        private void Compare()
        {
            var (bid, ask) = (_levels.Best(Side.Buy), _levels.Best(Side.Sell));
            if (ask.Price != 0 && bid.Price >= ask.Price)
            {
                _notes.FileCrossed++;
                return;
            }

            _notes.BestCompared++;
            _notes.BestEqual += bid == Book.Best(Side.Buy) && ask == Book.Best(Side.Sell) ? 1 : 0;
        }

        private long Price(in DbnMbo record)
        {
            var (units, rest) = Math.DivRem(record.Price, _unit);
            return units > 0 && rest == 0 ? units : throw new FlowFileException("MBO records", _row, $"price {record.Price} is not positive and exact at scale {priceScale}");
        }
    }
}
