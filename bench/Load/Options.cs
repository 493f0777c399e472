using System.Globalization;

namespace Rialto.Load;

/// <summary>What the command line asked for.</summary>
internal sealed record Options(string[] Sections, int Rounds, string Flow, string Edge, bool Json, bool Budgets, bool Write, string Repository, long Commands, string Folder, string Program, string Speed)
{
    /// <summary>How to call it.</summary>
    public const string Usage = """
        dotnet run -c Release --project bench/Load -- SECTION... [options]

          all                 every section below
          matching            the engine beside the C++ bound and the naive twin
          rings               hops through the rings
          shared              events to another process through shared memory, beside a Unix socket
          multicast           events over UDP multicast, one way and sending, beside single sends
          journal             append and group commit
          codecs              reading and writing one message, beside the ordinary way
          feeds               recorded frames of venues to levels, proven books and best prices
          feeds-path          the same frames all the way into a ring in shared memory and out of it
          feeds-crowd         a thousand symbols at ten times the recorded pace
          queues              orders rebuilt from levels, beside the orders that were there
          arbitrage           finding arbitrage in all markets at once, beside the C++ bound
          desk                a whole desk on recorded markets, from a frame's events to the first request
          desk-across         a desk with real orders among an exchange, a feed and a player, each a process
          routing             an order's split over venues, beside its naive twin
          recovery            replay with and without snapshots, archives
          serving             REST, WebSocket and native order round trips against a started host
          fix                 FIX 4.4 round trips and rates, beside a QuickFIX acceptor that only echoes
          audit               questions about the past of a long journal
          budgets             a quick run of matching, checked against bench/budgets.json; exit code 1 if one is broken

          --rounds N          interleaved rounds (13; budgets: 15)
          --flow NAME         matching, feeds: only flows or recordings whose name holds NAME, for example aapl or usd-m
          --edge NAME         serving: only edges and policies whose name holds NAME, for example native or fsync
          --commands N        recovery, audit: commands in the journal (10,000,000)
          --folder PATH       audit: where it is made, and kept; used as it is if there is one. desk-across: where the times of each request are kept
          --program PATH      desk-across: the binary to run, rialto or rialto.dll (src/Host's Release build); a published one is compiled ahead
          --speed N           desk-across: how many times as fast as it was the recorded hour is played (30)
          --json              figures as JSON instead of Markdown
          --write             puts the figures into docs/reference/performance.md
        """;

    private static readonly string[] All = ["matching", "rings", "shared", "multicast", "journal", "codecs", "feeds", "feeds-path", "feeds-crowd", "queues", "arbitrage", "routing", "desk", "desk-across", "recovery", "audit", "serving", "fix"];

    /// <summary>Tables are printed as they come.</summary>
    public bool Quiet => Json;

    /// <summary>Reads the arguments.</summary>
    public static bool TryParse(string[] arguments, out Options options)
    {
        var (sections, rounds, flow, edge, json, write, ok) = (new List<string>(), 0, "", "", false, false, true);
        var (commands, folder, program, speed) = (10_000_000L, "", "", "30");
        for (var i = 0; i < arguments.Length && ok; i++)
            switch (arguments[i])
            {
                case "--json": json = true; break;
                case "--write": write = true; break;
                case "--rounds": ok = ++i < arguments.Length && int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0; break;
                case "--flow": ok = ++i < arguments.Length; flow = ok ? arguments[i] : ""; break;
                case "--edge": ok = ++i < arguments.Length; edge = ok ? arguments[i] : ""; break;
                case "--commands": ok = ++i < arguments.Length && long.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out commands) && commands >= 1_000_000; break;
                case "--folder": ok = ++i < arguments.Length; folder = ok ? arguments[i] : ""; break;
                case "--program": ok = ++i < arguments.Length && File.Exists(arguments[i]); program = ok ? Path.GetFullPath(arguments[i]) : ""; break;
                case "--speed": ok = ++i < arguments.Length && int.TryParse(arguments[i], NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0; speed = ok ? arguments[i] : speed; break;
                case "all": sections.AddRange(All); break;
                case "budgets": sections.Add("budgets"); break;
                case var section when All.Contains(section): sections.Add(section); break;
                default: ok = false; break;
            }
        var budgets = sections.Contains("budgets");
        options = new Options([.. sections.Distinct()], rounds > 0 ? rounds : budgets ? 15 : 13, flow, edge, json, budgets, write, FindRepository(), commands, folder, program, speed);
        return ok && sections.Count > 0;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Rialto.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException("Run it from inside the repository.");
    }
}
