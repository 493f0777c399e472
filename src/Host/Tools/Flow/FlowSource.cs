using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Dbn;
using Rialto.Wire.Files.Lobster;

namespace Rialto.Host.Tools.Flow;

/// <summary>A recorded file, ready to be sent: its instrument, and the snapshots to compare with where it has any.</summary>
internal sealed class FlowSource
{
    private FlowSource(
        string path, string symbol, Func<OwnerId, InstrumentId, FlowCommands> read, Instrument instrument, Func<IReadOnlyList<FlowTouch>> readRows,
        Func<FlowCommands, IReadOnlyList<TouchCause>> readCauses)
    {
        Name = Path.GetFileName(path);
        Symbol = symbol;
        Instrument = instrument;
        Read = read;
        ReadRows = readRows;
        ReadCauses = readCauses;
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>Symbol used where none is given: the file's, marked as recorded flow, so that nobody's orders are in the way.</summary>
    public string Symbol { get; }

    /// <summary>What to define where the exchange does not know the symbol; without its symbol and id.</summary>
    public Instrument Instrument { get; }

    /// <summary>Reads the commands.</summary>
    public Func<OwnerId, InstrumentId, FlowCommands> Read { get; }

    /// <summary>Reads the file's own snapshots, one for each of its rows; empty where there are none beside it.</summary>
    public Func<IReadOnlyList<FlowTouch>> ReadRows { get; }

    /// <summary>Why a correct exchange's best prices are, or are not, those of the file's rows, by command; empty where the file has no rows.</summary>
    public Func<FlowCommands, IReadOnlyList<TouchCause>> ReadCauses { get; }

    /// <summary>Looks at a file's name to know what it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bookPath">Its snapshots; null looks for them beside it.</param>
    /// <exception cref="ToolException">No such file, or a kind that is not known.</exception>
    public static FlowSource Open(string path, string? bookPath)
    {
        if (!File.Exists(path))
            throw new ToolException(ExitCode.NotFound, $"There is no file '{path}'.");
        var name = Path.GetFileName(path);
        if (name.Contains("_message", StringComparison.Ordinal))
        {
            var rows = bookPath ?? SnapshotsBeside(path);
            return new FlowSource(
                path,
                name.Split('_')[0] + ".FLOW",
                (owner, instrument) => FlowCommands.FromLobster(LobsterFile.ReadMessages(path), owner, instrument),
                Definition(priceScale: 2, moneyScale: 4),
                () => rows is null ? [] : LobsterRows(rows),
                flow => rows is null ? [] : LobsterTouch.Causes(LineReader.Open(path), LineReader.Open(rows), flow));
        }

        if (name.Contains(".dbn", StringComparison.Ordinal))
        {
            return new FlowSource(
                path,
                DbnSymbol(path) + ".FLOW",
                (owner, instrument) => ReadDbn(path, owner, instrument),
                Definition(priceScale: 2, moneyScale: 4),
                static () => [],
                static _ => []);
        }

        throw new ToolException(ExitCode.Usage, $"'{name}' is not a kind of file this build reads: LOBSTER messages (…_message_….csv, .csv.gz), DBN market by order (.dbn, .dbn.zst).");
    }

    private static Instrument Definition(byte priceScale, byte moneyScale) => new(
        InstrumentId.None, Text36.Empty, priceScale, QuantityScale: 0, moneyScale, new Price(1), new Quantity(1), new Quantity(1), new Quantity(Quantity.MaxUnits));

    // Such files have no snapshots of their own.
    private static FlowCommands ReadDbn(string path, OwnerId owner, InstrumentId instrument)
    {
        using var reader = new DbnReader(ZstdStream.OpenFile(path), Path.GetFileName(path));
        return MboFlow.ToCommands(reader.ReadMbo(), owner, instrument, priceScale: 2, out _);
    }

    private static string DbnSymbol(string path)
    {
        using var reader = new DbnReader(ZstdStream.OpenFile(path), Path.GetFileName(path));
        return reader.Metadata.Symbols.FirstOrDefault(symbol => symbol.Length <= 24 && Text36.TryCreate(symbol, out _)) ?? "DBN";
    }

    private static string? SnapshotsBeside(string path)
    {
        var name = Path.GetFileName(path);
        var stem = name[..name.IndexOf("_message", StringComparison.Ordinal)] + "_orderbook";
        return Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, stem + "*").Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private static List<FlowTouch> LobsterRows(string path)
    {
        var touches = new List<FlowTouch>();
        var asks = new List<LobsterLevel>();
        var bids = new List<LobsterLevel>();
        using var rows = LineReader.Open(path);
        while (LobsterFile.TryReadBook(rows, asks, bids))
            touches.Add(FileTouch(asks, bids));
        return touches;
    }

    // The file counts in hundredths of a cent, the instrument in cents.
    private static FlowTouch FileTouch(List<LobsterLevel> asks, List<LobsterLevel> bids)
    {
        var bid = bids.Count > 0 ? bids[0] : LobsterLevel.None;
        var ask = asks.Count > 0 ? asks[0] : LobsterLevel.None;
        return new FlowTouch(bid.Price / 100, bid.Size, ask.Price / 100, ask.Size);
    }
}
