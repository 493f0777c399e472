using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>The case queue over REST, for those who run the market.</summary>
internal static class CaseEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;
    private const int MaxOwners = 100;
    private const int MaxKeyLength = 100;

    public static async ValueTask ListAsync(RestCall call)
    {
        if (await KycEndpoints.DeskAsync(call).ConfigureAwait(false) is not { } desk
            || await MarketEndpoints.NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await MarketEndpoints.NumberAsync(call, "after", 0, 0, long.MaxValue).ConfigureAwait(false) is not { } after)
            return;
        var query = call.Http.Request.Query;
        var (status, kind, assignee) = (query["status"].ToString(), query["kind"].ToString(), query["assignee"].ToString());
        var (wantedStatus, wantedKind) = (default(CaseStatus), default(CaseKind));
        if ((status.Length > 0 && !TryWord(status, out wantedStatus)) || (kind.Length > 0 && !TryWord(kind, out wantedKind)))
        {
            await call.RefuseAsync(Problem.Malformed(kind.Length > 0 ? "kind" : "status", "'status' is open, in_review, escalated or closed; 'kind' is alert, sanctions or verification.")).ConfigureAwait(false);
            return;
        }

        var page = desk.Cases.List(after, (int)limit + 1, one =>
            (status.Length == 0 || one.Status == wantedStatus) && (kind.Length == 0 || one.Kind == wantedKind) && (assignee.Length == 0 || one.Assignee == assignee));
        await call.AnswerAsync(200, (page, limit, call.Services.Keys), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("cases"u8);
            foreach (var one in at.page.Take((int)at.limit))
                Write(json, one, at.Keys, withTrail: false);
            json.WriteEndArray();
            json.WriteNext(at.page.Count > at.limit ? at.page[(int)at.limit - 1].Id : 0);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static async ValueTask GetAsync(RestCall call)
    {
        if (await KycEndpoints.DeskAsync(call).ConfigureAwait(false) is not { } desk)
            return;
        if (TryId(call, out var id) && desk.Cases.Find(id) is { } found)
            await AnswerAsync(call, found, 200).ConfigureAwait(false);
        else
            await RefuseUnknownAsync(call).ConfigureAwait(false);
    }

    /// <summary>Opens a case; the same key is the same case, however often it is sent.</summary>
    public static async ValueTask OpenAsync(RestCall call)
    {
        if (await KycEndpoints.DeskAsync(call).ConfigureAwait(false) is not { } desk)
            return;
        var body = new FlatBody();
        var kind = CaseKind.Alert;
        if (!body.TryRead(call.Body, ["key", "kind", "users", "text"], out var problem, list: "users") || !body.TryText("key", out var key, out problem) || !TryText(body, "text", out var text, out problem)
            || !Check(key.Length <= MaxKeyLength, "key", $"Field 'key' has at most {MaxKeyLength} characters.", out problem)
            || !Check(!key.StartsWith("kyc-", StringComparison.Ordinal) && !key.StartsWith("sanctions-", StringComparison.Ordinal) && key != CaseBook.UnkeyedCase, "key", "Keys that begin with kyc- or sanctions-, and case-book, are the exchange's own.", out problem)
            || !Check(body["kind"] is not { } word || (TryWord(word, out kind) && kind != CaseKind.Verification), "kind", "Field 'kind' is alert or sanctions.", out problem)
            || !Check(body["users"] is null && body.List("users") is null or { Length: <= MaxOwners }, "users", $"Field 'users' is a list of at most {MaxOwners} users.", out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var owners = new List<int>();
        foreach (var user in body.List("users") ?? [])
        {
            if (AccountAccess.Named(call, user) is not { } owner)
            {
                await call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"There is no user {user}.") { Field = "users" }).ConfigureAwait(false);
                return;
            }

            owners.Add(owner.Value);
        }

        var (opened, isNew) = desk.Cases.Add(key, kind, owners, text, call.Key.UserName);
        await AnswerAsync(call, opened, isNew ? 201 : 200).ConfigureAwait(false);
    }

    /// <summary>Does something to a case.</summary>
    public static async ValueTask ActAsync(RestCall call)
    {
        if (await KycEndpoints.DeskAsync(call).ConfigureAwait(false) is not { } desk)
            return;
        var body = new FlatBody();
        if (!TryId(call, out var id) || desk.Cases.Find(id) is not { } one)
        {
            await RefuseUnknownAsync(call).ConfigureAwait(false);
            return;
        }

        if (!body.TryRead(call.Body, ["action", "text", "assignee", "tier"], out var problem) || !body.TryText("action", out var action, out problem) || !KycEndpoints.TryTier(body, out var tier, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (action is "approve" or "reject")
        {
            if (one.Kind != CaseKind.Verification || !long.TryParse(one.Key.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var application))
                await call.RefuseAsync(new Problem(RejectReason.VerificationInvalid, "Only applications are approved or rejected.") { StatusOverride = 409 }).ConfigureAwait(false);
            else
                await KycEndpoints.DecideAsync(call, desk, application, action == "approve", tier, body["text"] ?? string.Empty, call.Key.UserName).ConfigureAwait(false);
            return;
        }

        var known = action switch
        {
            "assign" => CaseAction.Assigned,
            "note" => CaseAction.Noted,
            "escalate" => CaseAction.Escalated,
            "close" => CaseAction.Closed,
            "reopen" => CaseAction.Reopened,
            _ => CaseAction.Opened,
        };
        var text = body["text"] ?? string.Empty;
        if (!Check(known != CaseAction.Opened, "action", "Field 'action' is assign, note, escalate, close, reopen, approve or reject.", out problem)
            || !Check(text.Length <= CaseBook.MaxTextLength, "text", $"Field 'text' has at most {CaseBook.MaxTextLength} characters.", out problem)
            || !Check(text.Length > 0 || known is CaseAction.Assigned or CaseAction.Reopened, "text", "Field 'text' is missing.", out problem)
            || !Check(known != CaseAction.Closed || one.Kind != CaseKind.Verification || desk.Applications.Find(long.Parse(one.Key.AsSpan(4), CultureInfo.InvariantCulture))?.Status != KycStatus.Submitted,
                "action", "An application is approved or rejected, not closed.", out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var (after, refusal) = desk.Cases.Do(id, known, text, call.Key.UserName, known == CaseAction.Assigned ? body["assignee"] ?? call.Key.UserName : null);
        if (after is null)
            await call.RefuseAsync(new Problem(RejectReason.MalformedRequest, refusal) { StatusOverride = 409 }).ConfigureAwait(false);
        else
            await AnswerAsync(call, after, 200).ConfigureAwait(false);
    }

    private static ValueTask AnswerAsync(RestCall call, Case one, int status) =>
        call.AnswerAsync(status, (one, call.Services.Keys), static (json, at) => Write(json, at.one, at.Keys, withTrail: true));

    private static ValueTask RefuseUnknownAsync(RestCall call) => call.RefuseAsync(new Problem(RejectReason.MalformedRequest, $"There is no case {call.PathText}.") { StatusOverride = 404 });

    private static bool TryId(RestCall call, out long id) => long.TryParse(call.PathText, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    private static bool TryWord<T>(string word, out T value)
        where T : struct, Enum => ComplianceEndpoints.TryWord(word.Replace("_", "", StringComparison.Ordinal), out value);

    private static bool TryText(FlatBody body, string field, out string text, out Problem problem) =>
        body.TryText(field, out text, out problem) && Check(text.Length <= CaseBook.MaxTextLength, field, $"Field '{field}' has at most {CaseBook.MaxTextLength} characters.", out problem);

    private static bool Check(bool isRight, string field, string detail, out Problem problem)
    {
        problem = isRight ? default : Problem.Malformed(field, detail);
        return isRight;
    }

    private static void Write(Utf8JsonWriter json, Case one, KeyStore keys, bool withTrail)
    {
        json.WriteStartObject();
        json.WriteId("case_id"u8, one.Id);
        json.WriteString("key"u8, one.Key);
        json.WriteString("kind"u8, one.Kind.ToString().ToLowerInvariant());
        json.WriteString("status"u8, one.Status == CaseStatus.InReview ? "in_review" : one.Status.ToString().ToLowerInvariant());
        json.WriteString("assignee"u8, one.Assignee);
        json.WriteStartArray("users"u8);
        foreach (var owner in one.Owners)
            json.WriteStringValue(AccountAnswer.UserOf(new OwnerId(owner), keys));
        json.WriteEndArray();
        json.WriteString("title"u8, one.Title);
        json.WriteTime("opened"u8, Timestamp.FromDateTimeUtc(one.Opened.UtcDateTime));
        if (withTrail)
        {
            json.WriteStartArray("trail"u8);
            foreach (var entry in one.Trail)
            {
                json.WriteStartObject();
                json.WriteNumber("number"u8, entry.Number);
                json.WriteTime("time"u8, Timestamp.FromDateTimeUtc(entry.Time.UtcDateTime));
                json.WriteString("actor"u8, entry.Actor);
                json.WriteString("action"u8, entry.Action.ToString().ToLowerInvariant());
                if (entry.Assignee is not null)
                    json.WriteString("assignee"u8, entry.Assignee);
                json.WriteString("text"u8, entry.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
