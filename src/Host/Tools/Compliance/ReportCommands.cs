using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.BackOffice.Compliance.Reports;
using Rialto.BackOffice.Export;
using Rialto.Host.Tools.Audit;
using Rialto.Host.Tools.Client;
using Rialto.Journal;

namespace Rialto.Host.Tools.Compliance;

/// <summary><c>rialto compliance ctr</c> and <c>sar</c>: files for filing, with the element names that FinCEN gives its own (docs/guide/compliance.md). They file nothing.</summary>
internal static class ReportCommands
{
    private const int NarrativeLength = 4_000;
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Ctr()
    {
        var asset = new Option<string>("--asset") { Description = "Code of the asset that is looked at", Required = true };
        var threshold = new Option<long>("--threshold") { Description = "More than so many whole units a day is reported", DefaultValueFactory = _ => 10_000 };
        var output = new Option<string>("--out") { Description = "File to write; it must not be there", Required = true };
        return new Command("ctr", "Large transactions, added up by day UTC and customer, as a currency transaction report needs them") { asset, threshold, output }.Does(async (parsed, terminal, stop) =>
        {
            var past = new Past(PastOptions.Folder(parsed.DataFolder()));
            var report = new LargeTransactions(parsed.GetValue(asset)!, parsed.GetValue(threshold));
            try
            {
                using var reader = new EventReader(past.History, EventCursor.Start);
                await Task.Factory.StartNew(
                    () =>
                    {
                        while (!reader.Poll(report, stop))
                        {
                        }
                    },
                    stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
            }

            if (!report.KnowsAsset)
                throw new ToolException(ExitCode.NotFound, $"There is no asset {parsed.GetValue(asset)} in the journal.");
            var found = report.Found().ToList();
            Write(parsed.GetValue(output)!, json =>
            {
                json.WriteString("report", "rialto-ctr-1");
                json.WriteString("asset", parsed.GetValue(asset));
                json.WriteNumber("threshold", parsed.GetValue(threshold));
                json.WriteStartArray("CurrencyTransactionActivity");
                foreach (var one in found)
                    Write(json, one, past);
                json.WriteEndArray();
            });
            terminal.Line($"{found.Count} customers' days above {parsed.GetValue(threshold).ToString(CultureInfo.InvariantCulture)} {parsed.GetValue(asset)}, in {parsed.GetValue(output)}.");
            return ExitCode.Ok;
        });
    }

    public static Command Sar()
    {
        var id = new Argument<long>("case") { Description = "Number of the case; escalate it first" };
        var from = new Option<DateOnly>("--from") { Description = "First day of the activity, such as 2026-11-21", Required = true };
        var to = new Option<DateOnly?>("--to") { Description = "Last day; the first where it is left out" };
        var output = new Option<string>("--out") { Description = "File to write; it must not be there", Required = true };
        return new Command("sar", "Suspicious activity from an escalated case: whom it is about, and its trail as the narrative; needs a key that may operate") { id, from, to, output }.Does(async (parsed, terminal, stop) =>
        {
            using var client = new RestClient(parsed.Connection());
            var path = $"/api/v1/compliance/cases/{parsed.GetValue(id).ToString(CultureInfo.InvariantCulture)}";
            var one = (await client.SignedAsync(HttpMethod.Get, path, null, stop)).OrThrow().Root;
            if (one.Member("status") != "escalated")
                throw new ToolException(ExitCode.Refused, $"Case {one.Cell("case_id")} is {one.Cell("status")}; only an escalated one is reported: rialto cases escalate.");
            Write(parsed.GetValue(output)!, json => WriteSar(json, one, parsed.GetValue(from), parsed.GetValue(to) ?? parsed.GetValue(from)));
            var note = JsonBody.Of(json =>
            {
                json.WriteString("action", "note");
                json.WriteString("text", "A report of suspicious activity was written for filing.");
            });
            (await client.SignedAsync(HttpMethod.Post, path, note, stop)).OrThrow();
            terminal.Line($"Case {one.Cell("case_id")} is in {parsed.GetValue(output)}; add what the exchange does not know, file it, and write down how: rialto cases close.");
            return ExitCode.Ok;
        });
    }

    private static void Write(Utf8JsonWriter json, LargeTransaction one, Past past)
    {
        json.WriteStartObject();
        json.WriteString("TransactionDateText", one.Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        json.WriteString("user_id", past.Scene.NameOf(one.Customer) ?? one.Customer.ToString());
        json.WriteNumber("owner", one.Customer.Value);
        json.WriteString("AggregateTransactionIndicator", one.Movements.Count > 1 ? "Y" : "");
        json.WriteString("TotalCashInReceiveAmountText", Whole(one.PaidIn, one.Asset.Scale));
        json.WriteString("TotalCashOutAmountText", Whole(one.PaidOut, one.Asset.Scale));
        json.WriteStartArray("movement_ids");
        foreach (var movement in one.Movements)
            json.WriteStringValue(movement.ToString(CultureInfo.InvariantCulture));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSar(Utf8JsonWriter json, JsonElement one, DateOnly from, DateOnly to)
    {
        json.WriteString("report", "rialto-sar-1");
        json.WriteString("case_id", one.Cell("case_id"));
        json.WriteString("key", one.Cell("key"));
        json.WritePropertyName("subjects");
        one.GetProperty("users").WriteTo(json);
        json.WriteStartObject("SuspiciousActivity");
        json.WriteString("SuspiciousActivityFromDateText", from.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        json.WriteString("SuspiciousActivityToDateText", to.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        var narrative = string.Join(' ', one.GetProperty("trail").EnumerateArray().Select(entry =>
            $"{entry.Cell("time")[..10]} {entry.Cell("actor")} {entry.Cell("action")}{(entry.Member("text") is { Length: > 0 } text ? $": {text}" : "")}."));
        json.WriteStartArray("ActivityNarrativeInformation");
        for (var (at, number) = (0, 1); at < narrative.Length; at += NarrativeLength, number++)
        {
            json.WriteStartObject();
            json.WriteNumber("ActivityNarrativeSequenceNumber", number);
            json.WriteString("ActivityNarrativeText", narrative.Substring(at, Math.Min(NarrativeLength, narrative.Length - at)).Trim());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Whole units, rounded up: a report never tells less than there was.</summary>
    private static string Whole(Int128 units, int scale)
    {
        var one = Int128.One;
        for (var digit = 0; digit < scale; digit++)
            one *= 10;
        return ((units + one - 1) / one).ToString(CultureInfo.InvariantCulture);
    }

    private static void Write(string path, Action<Utf8JsonWriter> write)
    {
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            using var json = new Utf8JsonWriter(file, Readable);
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        catch (IOException problem)
        {
            throw new ToolException(ExitCode.Failed, $"{path}: {problem.Message}", inner: problem);
        }
    }
}
