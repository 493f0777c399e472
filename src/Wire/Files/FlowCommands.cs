using System.Buffers.Text;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Files.Lobster;

namespace Rialto.Wire.Files;

/// <summary>How many commands of each kind a flow has, and what became of rows that are none.</summary>
/// <param name="New">New GTC limit orders.</param>
/// <param name="Reduce">Reductions.</param>
/// <param name="Cancel">Cancellations, those at the end included.</param>
/// <param name="Replace">Replacements.</param>
/// <param name="Take">Immediate-or-cancel limit orders that stand for recorded executions.</param>
/// <param name="FinalCancel">Of the cancellations, those added at the end so that the book is empty.</param>
/// <param name="SkippedRows">Rows that lead to no command.</param>
/// <param name="RefusedAmends">Reductions, cancellations and replacements whose order does not rest when they arrive: the exchange must refuse exactly as many.</param>
/// <param name="CrossingNew">New and replaced orders that meet the opposite side at once.</param>
/// <param name="MostResting">Largest number of resting orders at any moment.</param>
public readonly record struct FlowCounts(
    int New, int Reduce, int Cancel, int Replace, int Take, int FinalCancel, int SkippedRows, int RefusedAmends, int CrossingNew, int MostResting)
{
    /// <summary>Commands in all.</summary>
    public int Commands => New + Reduce + Cancel + Replace + Take;
}

/// <summary>The best level of each side of a book, in price and quantity units; zeros for an empty side.</summary>
public readonly record struct FlowTouch(long BidPrice, long BidQuantity, long AskPrice, long AskQuantity);

/// <summary>
/// A recorded order flow as exchange commands, ending with an empty book so that it can be run again with other ids.
/// Orders are named by client order id: the decimal text of their number in the file. See docs/reference/flow-files.md.
/// Immutable.
/// </summary>
public sealed class FlowCommands
{
    /// <summary>Number of the first immediate order that stands for an execution; recorded numbers are below it.</summary>
    public const long FirstTakeNumber = 90_000_000;

    private readonly Command[] _commands;
    private readonly long[] _numbers;

    private readonly int[] _rows;
    private readonly FlowTouch[] _touches;

    internal FlowCommands(Command[] commands, long[] numbers, int[] rows, FlowTouch[] touches, FlowCounts counts, FlowOutcome outcome)
    {
        _commands = commands;
        _numbers = numbers;
        _rows = rows;
        _touches = touches;
        Counts = counts;
        Outcome = outcome;
    }

    /// <summary>Number of commands.</summary>
    public int Count => _commands.Length;

    /// <summary>
    /// The commands as recorded. <see cref="Command.Time"/> holds the recorded time (for LOBSTER nanoseconds after local midnight, for DBN since 1970); the sequencer overwrites it.
    /// </summary>
    public ReadOnlySpan<Command> Commands => _commands;

    /// <summary>How many of what.</summary>
    public FlowCounts Counts { get; }

    /// <summary>What the commands lead to on a correct price-time exchange that starts with an empty book.</summary>
    public FlowOutcome Outcome { get; }

    /// <summary>The row (record) of the file, from 1, that the command at <paramref name="index"/> stands for; 0 for the cancellations at the end.</summary>
    public int RowAt(int index) => _rows[index];

    /// <summary>The best prices that a correct price-time exchange shows after the command at <paramref name="index"/>, if it began with an empty book.</summary>
    public FlowTouch TouchAt(int index) => _touches[index];

    /// <summary>The order's number in the file, of the command at <paramref name="index"/>.</summary>
    public long NumberAt(int index) => _numbers[index];

    /// <summary>The command at <paramref name="index"/> with <paramref name="numberOffset"/> added to its order's number, for repeated rounds.</summary>
    public Command At(int index, long numberOffset)
    {
        var command = _commands[index];
        if (numberOffset != 0)
            command.Text = TextOf(_numbers[index] + numberOffset);
        return command;
    }

    /// <summary>
    /// LOBSTER messages: types 1, 2, 3 become new GTC order, reduce, cancel; type 4 an IOC limit order of the opposite side with its size and price and
    /// the next number from <see cref="FirstTakeNumber"/>; 5, 6, 7 are skipped; prices in cents. At the end every resting order is cancelled, ascending by number.
    /// </summary>
    /// <exception cref="FlowFileException">A visible price that is not a whole number of cents, a size of zero, a number too large.</exception>
    public static FlowCommands FromLobster(IEnumerable<LobsterMessage> messages, OwnerId owner, InstrumentId instrument)
    {
        var builder = new FlowCommandsBuilder(owner, instrument);
        var row = 0L;
        var time = 0L;
        foreach (var message in messages)
        {
            builder.Row = (int)++row;
            time = message.Time;
            if (message.Event is LobsterEvent.HiddenExecution or LobsterEvent.Cross or LobsterEvent.Halt)
            {
                builder.Skip();
                continue;
            }

            if (message.Price <= 0 || message.Price % 100 != 0)
                throw new FlowFileException("LOBSTER messages", row, $"price {message.Price} is not a positive number of cents");
            if (message.Size <= 0)
                throw new FlowFileException("LOBSTER messages", row, "size is zero");
            if (message.OrderId is 0 or >= FirstTakeNumber)
                throw new FlowFileException("LOBSTER messages", row, $"order id {message.OrderId} is not from 1 to {FirstTakeNumber - 1}");
            switch (message.Event)
            {
                case LobsterEvent.New:
                    builder.New(message.Time, message.OrderId, message.Side, message.Price / 100, message.Size);
                    break;
                case LobsterEvent.Reduce:
                    builder.Reduce(message.Time, message.OrderId, message.Size);
                    break;
                case LobsterEvent.Delete:
                    builder.Cancel(message.Time, message.OrderId);
                    break;
                default:
                    builder.Take(message.Time, message.Side == Side.Buy ? Side.Sell : Side.Buy, message.Price / 100, message.Size);
                    break;
            }
        }

        return builder.Finish(time);
    }

    /// <summary>The client order id of an order's number: its decimal text.</summary>
    public static Text36 TextOf(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return Text36.TryCreate(digits[..length], out var text) ? text : Text36.Empty;
    }

    /// <summary>The number that <see cref="TextOf"/> made a text of; false for any other text.</summary>
    public static bool TryNumberOf(Text36 text, out long number)
    {
        Span<byte> digits = stackalloc byte[Text36.LengthMax];
        var length = text.CopyTo(digits);
        return Utf8Parser.TryParse(digits[..length], out number, out var used) && used == length && length > 0;
    }
}
