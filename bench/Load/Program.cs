using Rialto.Load;
using Rialto.Load.Arbitrage;
using Rialto.Load.Audits;
using Rialto.Load.Codecs;
using Rialto.Load.Desk;
using Rialto.Load.Feeds;
using Rialto.Load.Fix;
using Rialto.Load.Journals;
using Rialto.Load.Matching;
using Rialto.Load.Measure;
using Rialto.Load.Multicast;
using Rialto.Load.Queues;
using Rialto.Load.Recovering;
using Rialto.Load.Rings;
using Rialto.Load.Routing;
using Rialto.Load.Serving;
using Rialto.Load.Shared;

if (args is [SharedPeer.Section, var sharedFolder])
    return SharedPeer.Run(sharedFolder);
if (!Options.TryParse(args, out var options))
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

var report = new Report(Machine.Current());
var failed = false;
if (!options.Json)
    Console.WriteLine(Machine.Current());
if (options.Sections.Contains("matching") || options.Budgets)
{
    var results = new MatchingBench(options, report).Run();
    if (options.Budgets)
        failed = !Budgets.Check(options, results, report);
}
if (options.Sections.Contains("rings"))
    new RingsBench(options, report).Run();
if (options.Sections.Contains("shared"))
    new SharedBench(options, report).Run();
if (options.Sections.Contains("multicast"))
    new MulticastBench(options, report).Run();
if (options.Sections.Contains("journal"))
    new JournalBench(options, report).Run();
if (options.Sections.Contains("codecs"))
    new CodecsBench(options, report).Run();
if (options.Sections.Contains("feeds"))
    new FeedsBench(options, report).Run();
if (options.Sections.Contains("feeds-path"))
    new FeedPathBench(options, report).Run();
if (options.Sections.Contains("feeds-crowd"))
    new FeedCrowdBench(options, report).Run();
if (options.Sections.Contains("queues"))
    new QueuesBench(options, report).Run();
if (options.Sections.Contains("arbitrage"))
    new ArbitrageBench(options, report).Run();
if (options.Sections.Contains("desk"))
    new DeskBench(options, report).Run();
if (options.Sections.Contains("desk-across"))
    new DeskAcrossBench(options, report).Run();
if (options.Sections.Contains("routing"))
    new RoutingBench(options, report).Run();
if (options.Sections.Contains("recovery"))
    new RecoveryBench(options, report).Run();
if (options.Sections.Contains("audit"))
    new AuditBench(options, report).Run();
if (options.Sections.Contains("serving"))
    new ServingBench(options, report).Run();
if (options.Sections.Contains("fix"))
    new FixBench(options, report).Run();

foreach (var remark in report.Remarks)
    Console.Error.WriteLine(remark);
if (options.Json)
    Console.WriteLine(report.ToJson());
if (options.Write)
    report.WriteInto(Path.Combine(options.Repository, "docs", "reference", "performance.md"));
return failed ? 1 : 0;
