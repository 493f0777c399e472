using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.BackOffice.Export;
using Rialto.BackOffice.Surveillance;
using Rialto.Host.Tools.Audit;
using Rialto.Host.Tools.Client;
using Rialto.Journal;
using Rialto.Model.Instruments;

namespace Rialto.Host.Tools;

/// <summary><c>rialto surveil</c>: suspicious patterns in the journal, once or as it grows. Reads only; the exchange may run meanwhile.</summary>
internal static class SurveilCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Make()
    {
        var rules = new Option<string?>("--rules") { Description = "File with rules as JSON; what it leaves out stays as usual" };
        var follow = new Option<bool>("--follow") { Description = "Go on as the journal grows, until interrupted" };
        var output = new Option<string?>("--out") { Description = "File for the alerts as JSON lines, each exactly once, also over restarts" };
        var cases = new Option<bool>("--cases") { Description = "Open a case for each alert on the exchange that runs on the data folder, each once, also over restarts; needs a key that may operate (the folder's own, or RIALTO_KEY)" };
        var command = new Command("surveil", "Find patterns of market abuse and money laundering in the journal: spoofing, layering, wash trades, structuring and others")
        {
            PastOptions.Data, rules, follow, output, cases,
        };
        return command.Does(async (parsed, terminal, stop) =>
        {
            var past = new Past(PastOptions.Folder(parsed));
            var watch = new Watch(RulesOf(parsed.GetValue(rules)));
            try
            {
                using var file = parsed.GetValue(output) is { } path ? new AlertFile(path) : null;
                using var reader = new EventReader(past.History, EventCursor.Start);
                using var client = parsed.GetValue(cases) ? new RestClient(Connection.Find(null, null, null, null, PastOptions.Folder(parsed), null)) : null;
                var run = new Run(terminal, past, watch, reader, file, client, parsed.GetValue(follow));
                await Task.Factory.StartNew(() => run.Read(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                return ExitCode.Ok;
            }
            catch (Exception problem) when (problem is JournalCorruptException or IOException or UnauthorizedAccessException)
            {
                throw new ToolException(ExitCode.Failed, problem.Message, inner: problem);
            }
        });
    }

    private static SurveillanceRules RulesOf(string? path)
    {
        if (path is null)
            return SurveillanceRules.Usual;
        try
        {
            return SurveillanceRules.Parse(File.ReadAllText(path));
        }
        catch (Exception problem) when (problem is SurveillanceRulesException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(problem is SurveillanceRulesException ? ExitCode.Usage : ExitCode.NotFound, $"{path}: {problem.Message}", inner: problem);
        }
    }

    private sealed class Run(Terminal terminal, Past past, Watch watch, EventReader reader, AlertFile? file, RestClient? client, bool follow)
    {
        private const int MostUsers = 100;
        private const int MostEvidence = 20;

        private long _alerts;
        private long _cases;
        private IReadOnlyList<Instrument> _known = [];

        public void Read(CancellationToken stop)
        {
            try
            {
                do
                {
                    bool isAtEnd;
                    do
                    {
                        isAtEnd = reader.Poll(watch, stop);
                        Tell(stop);
                    }
                    while (!isAtEnd);
                }
                while (follow && !stop.WaitHandle.WaitOne(LookEvery));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                Tell(CancellationToken.None);
            }

            if (file is { StillToCome: > 0 } && !stop.IsCancellationRequested)
                throw new IOException($"The file holds {file.StillToCome} alerts that this journal does not give: it is of another journal, or of other rules.");
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{_alerts:N0} alerts in {watch.Events:N0} events{(client is null ? "" : $", {_cases:N0} new cases")}"));
        }

        private void Tell(CancellationToken stop)
        {
            if (!ReferenceEquals(_known, watch.Instruments))
                past.Learn(_known = watch.Instruments);
            foreach (var alert in watch.TakeAlerts())
            {
                _alerts++;
                var line = LineOf(alert);
                if (client is not null)
                    OpenCase(client, alert, stop);
                if (file is not null && !file.Add(alert, line))
                    continue;
                if (terminal.IsJson)
                    Terminal.Json(line);
                else
                    terminal.Line($"{alert.Time}  {AlertJson.NameOf(alert.Kind)}  {Symbol(alert)}{alert.Text}  [{alert.Id}]");
            }

            file?.Flush();
        }

        // The alert's id is the case's key: an alert that is found again is the case that it was.
        private void OpenCase(RestClient to, SurveillanceAlert alert, CancellationToken stop)
        {
            var body = JsonBody.Of(json =>
            {
                json.WriteString("key", alert.Id);
                json.WriteString("kind", "alert");
                json.WriteStartArray("users");
                foreach (var owner in alert.Owners.Take(MostUsers))
                    json.WriteStringValue(past.Scene.NameOf(owner) ?? owner.ToString());
                json.WriteEndArray();
                json.WriteString("text", $"{AlertJson.NameOf(alert.Kind)}: {Symbol(alert)}{alert.Text} Commands {string.Join(", ", alert.Evidence.TakeLast(MostEvidence))}.");
            });
            if (to.SignedAsync(HttpMethod.Post, "/api/v1/compliance/cases", body, stop).GetAwaiter().GetResult().OrThrow().Status == System.Net.HttpStatusCode.Created)
                _cases++;
        }

        private string Symbol(SurveillanceAlert alert) => past.Scene.Instruments(alert.Instrument) is { } instrument ? $"{instrument.Symbol}: " : "";

        private string LineOf(SurveillanceAlert alert)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer, Readable))
            {
                json.WriteStartObject();
                AlertJson.Write(json, alert, past.Scene);
                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.ToArray());
        }
    }
}
