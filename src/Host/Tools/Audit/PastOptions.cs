using System.CommandLine;
using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Replay;
using Rialto.Gateways.Auth;
using Rialto.Host.Roles;
using Rialto.Host.Tools.Client;
using Rialto.Journal;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Host.Tools.Audit;

/// <summary>The past of a data folder, with the names of its owners.</summary>
internal sealed class Past
{
    private readonly Dictionary<OwnerId, string> _names = [];
    private readonly Dictionary<InstrumentId, Instrument> _instruments = [];

    public Past(string folder)
    {
        History = new History(folder, ExchangeIdentity.Of(folder));
        Queries = new AuditQueries(History);
        Scene = new Scene(id => _instruments.GetValueOrDefault(id), owner => _names.GetValueOrDefault(owner), History.AddressOf)
        {
            Assets = id => History.Assets.FirstOrDefault(asset => asset.Id == id),
        };
        ReadNames(Path.Combine(folder, "keys"));
    }

    public History History { get; }

    public AuditQueries Queries { get; }

    /// <summary>For compliance: whoever can read the data folder may read everything.</summary>
    public Scene Scene { get; }

    /// <summary>Instruments as the replay that was just made knows them.</summary>
    public void Learn(IEnumerable<Instrument> instruments)
    {
        foreach (var one in instruments)
            _instruments[one.Id] = one;
    }

    /// <summary>The owner of a name or a number.</summary>
    public OwnerId OwnerOf(string text) => TryOwnerOf(text) ?? throw new ToolException(ExitCode.NotFound, $"There is no user '{text}'.");

    /// <summary>The same; null where there is none.</summary>
    public OwnerId? TryOwnerOf(string text)
    {
        foreach (var (owner, name) in _names)
        {
            if (name == text)
                return owner;
        }

        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 ? new OwnerId(number) : null;
    }

    private void ReadNames(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "keys.json")))
            return;
        try
        {
            using var store = KeyStore.Open(folder);
            foreach (var (name, owner) in store.ListUsers())
                _names[owner] = name;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Without names owners are told by number; the past itself does not depend on keys.
        }
    }
}

/// <summary>What tools that read the past have in common.</summary>
internal static class PastOptions
{
    public static Option<string?> Data { get; } = new("--data") { Description = "Data folder (RIALTO__Data__Directory; default ./data)", Recursive = true };

    /// <summary>The data folder, which must have a journal.</summary>
    public static string Folder(ParseResult parsed) => Folder(parsed.GetValue(Data));

    /// <summary>The same, of the folder that was named, if any.</summary>
    public static string Folder(string? named)
    {
        var folder = Connection.FolderOf(named);
        return Directory.Exists(Path.Combine(folder, "journal")) ? folder : throw new ToolException(ExitCode.NotFound, $"There is no journal in '{folder}'.");
    }

    /// <summary>Reads a moment; the end where none is given.</summary>
    public static Moment MomentOf(string? text, string option)
    {
        if (text is null)
            return Moment.End;
        return Moment.TryParse(text, out var moment)
            ? moment
            : throw new ToolException(ExitCode.Usage, $"{option} is a sequence (1 and up) or a UTC time such as 2026-11-21T04:10:52.5Z, not '{text}'.");
    }

    /// <summary>Asks the past with progress, then prints.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where to print.</param>
    /// <param name="ask">Asks, on a thread of its own, and returns what prints the answer.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<int> AskAsync(ParseResult parsed, Terminal terminal, Func<Past, AuditQueries, Action> ask, CancellationToken stop)
    {
        var past = new Past(Folder(parsed));
        Action? print = null;
        try
        {
            await terminal.WatchAsync("reading the journal", 0, () => past.History.Position, () => print = ask(past, past.Queries), stop);
        }
        catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
        }
        catch (MomentNotReachedException problem)
        {
            throw new ToolException(ExitCode.NotFound, problem.Message, inner: problem);
        }

        past.Learn(past.History.Instruments);
        print!();
        foreach (var note in past.Queries.Notes.Distinct())
            terminal.Note(note);
        return ExitCode.Ok;
    }
}
