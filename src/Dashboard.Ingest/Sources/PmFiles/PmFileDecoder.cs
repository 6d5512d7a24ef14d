using System.Globalization;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>
/// Reads a file of performance measurements, that of TS 32.435 clause 4 (<c>measCollecFile</c>) or that of TS 28.532 clause
/// 12.3.2 (<c>measDataFile</c>), piece by piece: elements are known by their local names, results by their positions or
/// their places in a list. What is unusual is counted and read on from; a document type ends the reading, so that there
/// are no entities but XML's own.
/// </summary>
/// <remarks>
/// Holds the octets of one name and the values of one object, whatever the size of the file. Results, of which a file has
/// some millions, are looked for as they are mostly written before they are taken apart as any other element.
/// </remarks>
internal sealed class PmFileDecoder(PmTypeSets sets, IPmIntake intake)
{
    /// <summary>Octets that lie between two angle brackets at most.</summary>
    public const int MaxPieceBytes = 4 << 20;

    private const int MaxDepth = 64;
    private const int MaxSenderBytes = 1024;

    private readonly PmPart[] _open = new PmPart[MaxDepth];
    private readonly PmOctets _prefix = new();
    private readonly PmOctets _sender = new();
    private readonly PmOctets _key = new();
    private readonly PmOctets _split = new();
    private readonly PmResults _results = new(intake);
    private PmTypeSet? _types;
    private int _depth;
    private int _tooDeep;
    private int _position;
    private int _listed;
    private long? _periodEnd;
    private TimeSpan _period;
    private bool _isLatin;
    private bool _began;
    private bool _wasSomething;
    private bool _inElement;

    public PmReport Report => _results.Report;

    /// <summary>Reads on. Returns how many octets were read; the rest is to come again, with more behind it.</summary>
    /// <param name="text">What follows what was read.</param>
    /// <param name="isLast">Whether the file ends with it.</param>
    public int Read(ReadOnlySpan<byte> text, bool isLast)
    {
        var at = 0;
        while (Report.Stopped is null && at < text.Length)
        {
            if (_depth > 0 && _open[_depth - 1] == PmPart.Value)
                at += TakePlainResults(text[at..]);
            var open = text[at..].IndexOf((byte)'<');
            var length = open < 0 ? 0 : XmlTag.LengthOf(text[(at + open)..]);
            if (length == 0)
                break;
            var between = text.Slice(at, open);
            at += open + length;
            Take(between, XmlTag.Read(text.Slice(at - length, length)));
        }
        if (isLast && Report.Stopped is null)
            Finish(text[at..]);
        else if (!isLast && text.Length - at >= MaxPieceBytes)
            Stop($"more than {MaxPieceBytes} octets lie between two angle brackets");
        return Report.Stopped is null && !isLast ? at : text.Length;
    }

    // Results as nearly all of them are written: <r p="7">42</r>, and white space between them. Returns how many octets they are.
    private int TakePlainResults(ReadOnlySpan<byte> text)
    {
        for (var taken = 0; ;)
        {
            var rest = text[taken..];
            var at = rest.IndexOfAnyExcept(" \t\r\n"u8);
            if (at < 0 || !rest[at..].StartsWith("<r p=\""u8))
                return taken;
            at += "<r p=\"".Length;
            var position = 0;
            var first = at;
            for (; at < rest.Length && rest[at] is >= (byte)'0' and <= (byte)'9' && at - first < 6; at++)
                position = (position * 10) + rest[at] - '0';
            if (at == first || !rest[at..].StartsWith("\">"u8))
                return taken;
            at += 2;
            var length = rest[at..].IndexOf((byte)'<');
            if (length < 0 || !rest[(at + length)..].StartsWith("</r>"u8))
                return taken;
            _results.Take(position, rest.Slice(at, length));
            taken += at + length + "</r>".Length;
        }
    }

    private void Finish(ReadOnlySpan<byte> rest)
    {
        if (!_began)
        {
            Stop(rest.IsEmpty ? "it is empty" : "it is no XML");
            return;
        }
        if (Report.IsComplete)
        {
            if (rest.ContainsAnyExcept(" \t\r\n\0"u8))
                Report.Count(PmAnomaly.AfterEnd);
            return;
        }
        Report.Count(PmAnomaly.Truncated);
        if (_inElement)
            EndElement();
    }

    private void Take(ReadOnlySpan<byte> between, XmlTag tag)
    {
        switch (tag.Kind)
        {
            case XmlTagKind.Start:
            case XmlTagKind.Empty:
                if (Open(tag) && tag.Kind == XmlTagKind.Empty)
                    Close(default);
                break;
            case XmlTagKind.End:
                TakeEnd(between, tag);
                break;
            case XmlTagKind.CharacterData:
                _split.Append(between);
                _split.Append(tag.Content);
                break;
            case XmlTagKind.Comment:
                _wasSomething = true;
                _split.Append(between);
                break;
            case XmlTagKind.Instruction:
                TakeInstruction(between, tag);
                break;
            default:
                Stop("it has a document type, which PM files have none of");
                break;
        }
    }

    private void TakeInstruction(ReadOnlySpan<byte> between, XmlTag tag)
    {
        if (!tag.Name.SequenceEqual("xml"u8))
        {
            _split.Append(between);
            _wasSomething = true;
            return;
        }
        // Octets that say that it is UTF-8 may stand there.
        if (_wasSomething || between.ContainsAnyExcept((byte)0xEF, (byte)0xBB, (byte)0xBF))
            Report.Count(PmAnomaly.BeforeDeclaration);
        _wasSomething = true;
        var encoding = tag.Attribute("encoding"u8);
        if (encoding.IsEmpty || Is(encoding, "utf-8"u8) || Is(encoding, "utf8"u8) || Is(encoding, "us-ascii"u8))
            return;
        _isLatin = Is(encoding, "iso-8859-1"u8) || Is(encoding, "iso-8859-15"u8) || Is(encoding, "windows-1252"u8) || Is(encoding, "latin1"u8);
        if (!_isLatin)
            Stop($"its encoding is {XmlText.Read(encoding[..Math.Min(encoding.Length, 40)])}; UTF-8 and ISO 8859-1 are read");

        static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) =>
            text.Length == lowerCase.Length && System.Text.Ascii.EqualsIgnoreCase(text, lowerCase);
    }

    private void TakeEnd(ReadOnlySpan<byte> between, XmlTag tag)
    {
        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }
        var part = PmParts.Of(tag.Name);
        if (_depth == 0)
        {
            Report.Count(PmAnomaly.Nesting);
            return;
        }
        if (_open[_depth - 1] != part)
        {
            Report.Count(PmAnomaly.Nesting);
            // What has not ended ends now; an end of what never began is passed over.
            var begun = part == PmPart.Other ? -1 : Array.LastIndexOf(_open, part, _depth - 1, _depth);
            if (begun < 0)
                return;
            while (_depth - 1 > begun)
                Close(default);
        }
        if (_split.Length == 0)
        {
            Close(between);
            return;
        }
        _split.Append(between);
        Close(_split.Octets);
        _split.Clear();
    }

    private bool Open(XmlTag tag)
    {
        var part = PmParts.Of(tag.Name);
        _split.Clear();
        _wasSomething = true;
        if (!_began)
        {
            _began = true;
            if (part is not (PmPart.CollectionFile or PmPart.DataFile))
            {
                Stop($"it is no file of measurements: its outermost element is '{XmlText.Read(tag.Name[..Math.Min(tag.Name.Length, 60)])}'");
                return false;
            }
        }
        if (Report.IsComplete)
        {
            Report.Count(PmAnomaly.AfterEnd);
            Report.IsComplete = false;
        }
        if (_depth == MaxDepth)
        {
            _tooDeep += tag.Kind == XmlTagKind.Start ? 1 : 0;
            return false;
        }
        var within = _depth == 0 ? PmPart.Other : _open[_depth - 1];
        // A file's measData and those in its header and footer have one name.
        if (part is PmPart.Data or PmPart.Collection && within is PmPart.Header or PmPart.Footer)
            part = PmPart.Span;
        _open[_depth++] = part;
        switch (part)
        {
            case PmPart.Header:
                _prefix.Set(tag.Attribute("dnPrefix"u8));
                break;
            case PmPart.Sender:
                _sender.Set(tag.TryAttribute("localDn"u8, out var sender) ? sender : tag.Attribute("senderName"u8));
                Report.Sender = XmlText.Read(_sender.Octets[..Math.Min(_sender.Length, MaxSenderBytes)], _isLatin);
                break;
            case PmPart.Span:
                ReadSpan(tag, within);
                break;
            case PmPart.Element:
                BeginElement(tag.Attribute("localDn"u8), tag.Attribute("userLabel"u8));
                break;
            case PmPart.Group:
                _key.Clear();
                (_types, _listed, _periodEnd, _period) = (null, 0, null, default);
                break;
            case PmPart.Period:
                ReadPeriod(tag);
                break;
            case PmPart.Type:
            case PmPart.Result:
                _position = PmDigits.TryRead(tag.Attribute("p"u8).Trim(" "u8), out var position) ? position : -1;
                break;
            case PmPart.Value:
                BeginValues(tag.Attribute("measObjLdn"u8));
                break;
        }
        return true;
    }

    private void Close(ReadOnlySpan<byte> text)
    {
        if (_depth == 0)
            return;
        var part = _open[--_depth];
        switch (part)
        {
            case PmPart.Type:
                AddType(_position, text.Trim(" \t\r\n"u8));
                break;
            case PmPart.TypeList:
                while (PmList.TryTake(ref text, out var name))
                    AddType(++_listed, name);
                break;
            case PmPart.Result:
                // Results stand in measured values, wherever else the name may be used.
                if (_depth > 0 && _open[_depth - 1] == PmPart.Value)
                    _results.Take(_position, text);
                break;
            case PmPart.ResultList:
                if (_depth > 0 && _open[_depth - 1] == PmPart.Value)
                    _results.TakeList(text);
                break;
            case PmPart.Suspect:
                _results.IsSuspect = text.Trim(" \t\r\n"u8) is var mark && (mark.SequenceEqual("true"u8) || mark.SequenceEqual("1"u8) || mark.SequenceEqual("TRUE"u8));
                break;
            case PmPart.Value:
                _results.End(_periodEnd, _period);
                break;
            case PmPart.Data:
                EndElement();
                break;
        }
        if (_depth == 0)
            Report.IsComplete = true;
    }

    private void ReadSpan(XmlTag tag, PmPart within)
    {
        if (within == PmPart.Header && tag.TryAttribute("beginTime"u8, out var begin))
            Report.Begin = ReadTime(begin);
        if (!tag.TryAttribute("endTime"u8, out var end))
            return;
        Report.End = ReadTime(end);
        if (Report.End < Report.Begin)
            Report.Count(PmAnomaly.EndBeforeBeginning);
        else if (Report.End is { } last && Report.LastPeriod > last)
            Report.Count(PmAnomaly.PeriodOutsideFile);
    }

    private void ReadPeriod(XmlTag tag)
    {
        if (!PmTime.TryReadPeriod(tag.Attribute("duration"u8), out _period))
            Report.Count(PmAnomaly.GranularityPeriod);
        _periodEnd = ReadTime(tag.Attribute("endTime"u8));
        if (_periodEnd is not { } end)
            return;
        if (Report.Begin > end)
            Report.Count(PmAnomaly.PeriodOutsideFile);
        Report.FirstPeriod = Math.Min(Report.FirstPeriod ?? end, end);
        Report.LastPeriod = Math.Max(Report.LastPeriod ?? end, end);
    }

    private long? ReadTime(ReadOnlySpan<byte> text)
    {
        if (!PmTime.TryRead(text, out var time, out var flaw))
            return null;
        if (flaw is { } anomaly)
            Report.Count(anomaly);
        return time;
    }

    private void BeginElement(ReadOnlySpan<byte> name, ReadOnlySpan<byte> label)
    {
        if (_inElement)
            intake.End();
        _inElement = true;
        Report.Elements++;
        intake.Begin(new PmElement { Prefix = _prefix.Octets, Name = name, Label = label, Sender = _sender.Octets, IsLatin = _isLatin });
    }

    private void EndElement()
    {
        if (_inElement)
            intake.End();
        _inElement = false;
    }

    private void AddType(int position, ReadOnlySpan<byte> name)
    {
        if (_types is not null || _key.Length + name.Length + 16 > PmTypeSets.MaxKeyBytes)
            return;
        if (position < 0)
            Report.Count(PmAnomaly.UnknownPosition);
        Span<byte> digits = stackalloc byte[12];
        _ = position.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        _key.Append(digits[..length]);
        _key.Append("\0"u8);
        if (name.IndexOfAny((byte)0, (byte)'\n') < 0)
            _key.Append(name);
        _key.Append("\n"u8);
    }

    private void BeginValues(ReadOnlySpan<byte> name)
    {
        if (!_inElement)
            BeginElement(default, default);
        _types ??= sets.Of(_key.Octets, _isLatin);
        if (name.IsEmpty)
            Report.Count(PmAnomaly.NoObject);
        _results.Begin(_types, name[..Math.Min(name.Length, Domain.Ran.DistinguishedName.MaxCharacters)]);
    }

    private void Stop(string why) => Report.Stopped ??= why;
}
