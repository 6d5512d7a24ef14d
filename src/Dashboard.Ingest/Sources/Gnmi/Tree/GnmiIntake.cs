using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Gnmi.Tree;

/// <summary>
/// Turns the messages of one device into samples and events. Does no I/O and knows no clock but the times it is given; an
/// update of a path that was seen before costs no allocation. Used by one thread at a time.
/// </summary>
internal sealed class GnmiIntake
{
    private const int MaxListed = 1000;
    private const int MaxText = 1024;
    private const int LongestWait = 10_000;

    private readonly GnmiTree _tree;
    private readonly GnmiSamples _samples;
    private readonly JsonWalk _json;
    private readonly char[] _text = new char[MaxText];
    private readonly byte[] _decoded = new byte[16];
    private long _now;
    private long _timestamp;
    private long _notification;
    private long _began;
    private bool _isRelabelled;
    private string? _problem;

    public GnmiIntake(GnmiTree tree, GnmiSamples samples)
    {
        (_tree, _samples) = (tree, samples);
        _json = new JsonWalk(tree, samples, TakeNumber, TakeTruth, TakeText);
    }

    /// <summary>Whether everything was sent once since <see cref="Begin"/>.</summary>
    public bool IsSynchronized { get; private set; }

    /// <summary>Starts a connection, or a round of questions: what is not seen until everything was sent has ended.</summary>
    /// <param name="now">The time, in milliseconds since 1970-01-01 UTC.</param>
    public void Begin(long now)
    {
        _tree.Generation++;
        _began = now;
        IsSynchronized = false;
    }

    /// <summary>Takes one <c>SubscribeResponse</c>.</summary>
    /// <param name="octets">Its octets.</param>
    /// <param name="now">The time, in milliseconds since 1970-01-01 UTC.</param>
    /// <returns>Null, or what was wrong with it, as a sentence without its first word and its full stop.</returns>
    public string? Take(ReadOnlySpan<byte> octets, long now)
    {
        _now = now;
        _problem = null;
        if (GnmiDecoder.ReadResponse(octets, out var response) is { } problem)
            return $"sent a message that cannot be read: {problem}";
        switch (response.Kind)
        {
            case GnmiResponseKind.Update:
                Take(octets, response.Notification);
                break;
            case GnmiResponseKind.Sync:
                Synchronize(now);
                break;
            case GnmiResponseKind.Error:
                return $"sent an error: {GnmiDecoder.Text(octets, response.Error)}";
            default:
                break;
        }
        if (_isRelabelled && IsSynchronized)
            Relabel();
        return _problem;
    }

    /// <summary>Everything was sent once: what was not is no longer there.</summary>
    public void Synchronize(long now)
    {
        if (IsSynchronized)
            return;
        IsSynchronized = true;
        var generation = _tree.Generation;
        _tree.EndUnless(null, node => node.Generation == generation, now);
        _now = now;
        Relabel();
    }

    /// <summary>Ends every series.</summary>
    public void EndAll(long now) => _tree.EndUnless(null, static _ => false, now);

    private void Take(ReadOnlySpan<byte> octets, in GnmiNotification notification)
    {
        _notification++;
        // A time of zero is none.
        _timestamp = notification.Timestamp > 0 ? notification.Timestamp / 1_000_000 : _now;
        // What a notification deletes goes first (gNMI specification section 3.5.2.3).
        var deletes = GnmiDecoder.Deletes(octets, notification);
        while (deletes.Next())
        {
            if (GnmiDecoder.ReadPath(octets, notification.Prefix) is { } above && GnmiDecoder.ReadPath(octets, deletes.Path) is { } below)
                _tree.Delete(above.Join(below), _timestamp);
            else
                _problem = "sent a path that is not well-formed";
        }
        var updates = GnmiDecoder.Updates(octets, notification);
        while (updates.Next())
        {
            var value = updates.Value;
            if (value.Kind == GnmiValueKind.None)
                continue;
            if (_tree.Find(octets, notification.Prefix, updates.Path, out var problem) is { } node)
                Take(octets, node, value);
            else if (problem is null)
                _samples.Refuse(JsonWalk.NoRoom);
            else
                _problem = $"sent an update that cannot be read: {problem}";
        }
        if (updates.Problem is not null)
            _problem = $"sent an update that cannot be read: {updates.Problem}";
        if (notification.IsAtomic && _tree.Find(octets, notification.Prefix, default, out _) is { } top)
        {
            var current = _notification;
            _tree.EndUnless(top, node => node.Notification == current, _timestamp);
        }
    }

    private void Take(ReadOnlySpan<byte> octets, GnmiNode node, in GnmiValue value)
    {
        switch (value.Kind)
        {
            case GnmiValueKind.Number:
                TakeNumber(node, value.Number);
                break;
            case GnmiValueKind.Truth:
                TakeTruth(node, value.Number != 0);
                break;
            case GnmiValueKind.Text:
                TakeText(node, octets[value.Octets], mayBeNumber: false);
                break;
            case GnmiValueKind.Ascii:
                TakeText(node, octets[value.Octets], mayBeNumber: true);
                break;
            case GnmiValueKind.Octets:
                TakeOctets(node, octets[value.Octets]);
                break;
            case GnmiValueKind.List:
                TakeList(octets, node, value.Octets);
                break;
            case GnmiValueKind.Json:
                _problem = _json.Take(octets[value.Octets], node) ?? _problem;
                break;
            default:
                _samples.Refuse("message of Protocol Buffers without a definition");
                break;
        }
    }

    private void TakeNumber(GnmiNode node, double value)
    {
        if (node.IsLookup)
        {
            value.TryFormat(_text, out var length, "R", CultureInfo.InvariantCulture);
            Remember(node, _text.AsSpan(0, length));
            if (node.Metrics.Length == 0)
                return;
        }
        if (double.IsNaN(value) || Seen(node) is not { } leaf)
            return;
        foreach (ref var cell in leaf.Cells.AsSpan())
            (cell.Value, cell.IsSet) = (value, true);
        for (var i = 0; i < leaf.Metrics.Length; i++)
            leaf.Cells[i].Value *= leaf.Metrics[i].Scale;
        Sample(leaf);
    }

    private void TakeTruth(GnmiNode node, bool value)
    {
        if (Seen(node) is not { } leaf)
            return;
        for (var i = 0; i < leaf.Cells.Length; i++)
        {
            ref var cell = ref leaf.Cells[i];
            cell.IsSet = true;
            cell.Value = i < leaf.Metrics.Length && leaf.Metrics[i].Values.TryGetValue(value ? "true" : "false", out var number) ? number : value ? 1 : 0;
        }
        Sample(leaf);
    }

    private void TakeOctets(GnmiNode node, ReadOnlySpan<byte> octets)
    {
        if (octets.Length is 4 or 8 && node.Metrics is [{ IsFloat: true }, ..])
            TakeNumber(node, octets.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(octets) : BinaryPrimitives.ReadDoubleBigEndian(octets));
        else
            _samples.Refuse("octets without a rule");
    }

    private void TakeList(ReadOnlySpan<byte> octets, GnmiNode node, Range list)
    {
        var reader = new ProtobufReader(octets, list);
        for (var i = 0; i < MaxListed && reader.Next(); i++)
        {
            if (reader.Field != 1 || node.Parent is not { } parent)
                continue;
            if (!GnmiDecoder.ReadValue(octets, reader.Chunk(), out var value) || value.Kind is GnmiValueKind.List or GnmiValueKind.Json)
                continue;
            var element = GnmiPathElement.Of(node.Element.Name, [.. node.Element.Keys, new("index", i.ToString(CultureInfo.InvariantCulture))]);
            if (_tree.Child(parent, element) is { } entry)
                Take(octets, entry, value);
        }
    }

    private void TakeText(GnmiNode node, ReadOnlySpan<byte> octets, bool mayBeNumber)
    {
        if (octets.Length > MaxText)
        {
            _samples.Refuse("text that is too long");
            return;
        }
        var text = _text.AsSpan(0, Encoding.UTF8.GetChars(octets, _text));
        if (node.IsLookup)
            Remember(node, text);
        var metrics = node.Metrics;
        if (metrics.Length > 0 && (metrics[0].Values.Count > 0 || metrics[0].InfoLabel.Length > 0))
            TakeState(node, text, metrics);
        else if (mayBeNumber && Utf8Parser.TryParse(octets, out double number, out var read) && read == octets.Length)
            TakeNumber(node, number);
        else if (mayBeNumber && metrics is [{ IsFloat: true }, ..] && Base64.DecodeFromUtf8(octets, _decoded, out _, out var length) == OperationStatus.Done && length is 4 or 8)
            TakeOctets(node, _decoded.AsSpan(0, length));
        else if (!node.IsLookup && !node.IsKey)
            _samples.Refuse("text without a rule");
    }

    private void TakeState(GnmiNode node, ReadOnlySpan<char> text, GnmiMetric[] metrics)
    {
        if (Seen(node) is not { } leaf)
            return;
        var local = text[(text.LastIndexOf(':') + 1)..];
        for (var i = 0; i < metrics.Length; i++)
        {
            ref var cell = ref leaf.Cells[i];
            if (metrics[i].InfoLabel.Length > 0)
            {
                if (cell.Info is null || !text.SequenceEqual(cell.Info))
                {
                    cell.Info = text.ToString();
                    _tree.Label(leaf, i, TimeOf(leaf));
                }
                (cell.Value, cell.IsSet) = (1, true);
                continue;
            }
            var values = ((Dictionary<string, double>)metrics[i].Values).GetAlternateLookup<ReadOnlySpan<char>>();
            if (!values.TryGetValue(text, out var number) && !values.TryGetValue(local, out number))
            {
                _problem = $"sent the text '{text}' at {node.SchemaPath}, which is none that metric {metrics[i].Name} has a number for";
                continue;
            }
            (cell.Value, cell.IsSet) = (number, true);
            if (metrics[i].Event is { } rule)
                Tell(leaf, rule, local);
        }
        Sample(leaf);
    }

    private void Tell(GnmiLeaf leaf, GnmiEventRule rule, ReadOnlySpan<char> text)
    {
        if (leaf.Text is { } known && text.SequenceEqual(known))
            return;
        var was = leaf.Text;
        leaf.Text = text.ToString();
        var isGood = text.Equals(rule.Good, StringComparison.OrdinalIgnoreCase);
        // The first text is how things are, not something that happened.
        if (was is null || isGood == was.Equals(rule.Good, StringComparison.OrdinalIgnoreCase))
            return;
        var managed = $"{_samples.Instance} {LeafLabels.Fill(rule.Managed, leaf.Node)}".TrimEnd();
        _samples.Add(new EventRecord(_timestamp, managed, rule.Name + (isGood ? "-up" : "-down"), isGood ? PerceivedSeverity.Cleared : rule.Severity,
            $"{managed}: {leaf.Node.Element.LocalName} went from {was} to {text}."));
    }

    private GnmiLeaf? Seen(GnmiNode node)
    {
        var leaf = _tree.LeafOf(node);
        if (leaf is null)
            _samples.Refuse(JsonWalk.NoRoom);
        else
            (node.Generation, node.Notification) = (_tree.Generation, _notification);
        return leaf;
    }

    private void Remember(GnmiNode node, ReadOnlySpan<char> text)
    {
        (node.Generation, node.Notification) = (_tree.Generation, _notification);
        _isRelabelled |= GnmiTree.Remember(node, text);
    }

    private void Relabel()
    {
        _isRelabelled = false;
        _tree.Relabel(_now);
    }

    /// <summary>Makes a sample of a leaf, unless its labels may still be to come: then it is made once everything was sent.</summary>
    private void Sample(GnmiLeaf leaf)
    {
        if (leaf.Anchor is null || leaf.SampledAt > 0 || IsSynchronized || _now - _began > LongestWait)
            _tree.Sample(leaf, TimeOf(leaf));
    }

    /// <summary>A value that holds until it changes may have done so long ago; its sample is of now.</summary>
    private long TimeOf(GnmiLeaf leaf) => leaf.IsRepeated && _timestamp < _now ? _now : _timestamp;
}
